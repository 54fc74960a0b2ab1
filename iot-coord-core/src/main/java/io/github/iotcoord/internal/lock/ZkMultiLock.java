package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.MultiLock;
import io.github.iotcoord.lock.MultiLockGrant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes locks one after the other, in the order of their names. */
final class ZkMultiLock implements MultiLock {
  private final CoordContext context;
  private final List<DistributedLock> locks;

  /**
   * @param locks in the order of their names, each once
   */
  ZkMultiLock(CoordContext context, List<DistributedLock> locks) {
    this.context = context;
    this.locks = locks;
  }

  @Override
  public List<String> names() {
    return locks.stream().map(DistributedLock::name).toList();
  }

  @Override
  public MultiLockGrant lock() throws InterruptedException {
    while (true) {
      MultiLockGrant grant =
          takeAll(lock -> Optional.of(lock.lock())).orElseThrow(IllegalStateException::new);
      if (grant.isValid()) {
        return grant;
      }
      grant.close(); // one was lost while another was waited for
    }
  }

  @Override
  public Optional<MultiLockGrant> tryLock(Duration timeout) throws InterruptedException {
    if (timeout == null || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout of " + names() + " must not be negative or null, was " + timeout);
    }
    long begun = context.ticker().nanos();
    long nanos = Waits.toNanos(timeout);
    while (true) {
      Optional<MultiLockGrant> grant =
          takeAll(
              lock -> {
                long left = nanos - (context.ticker().nanos() - begun);
                return timeout.isZero() || left > 0
                    ? lock.tryLock(Duration.ofNanos(Math.max(0, left)))
                    : Optional.empty();
              });
      if (grant.isEmpty() || grant.get().isValid()) {
        return grant;
      }
      grant.get().close(); // one was lost while another was waited for
      if (context.ticker().nanos() - begun >= nanos) {
        throw new CoordinationUnavailableException(
            names() + " were acquired, and could no longer be relied on at once", null);
      }
    }
  }

  private interface Take {
    Optional<LockGrant> from(DistributedLock lock) throws InterruptedException;
  }

  private Optional<MultiLockGrant> takeAll(Take take) throws InterruptedException {
    List<LockGrant> taken = new ArrayList<>(locks.size());
    boolean all = false;
    try {
      for (DistributedLock lock : locks) {
        Optional<LockGrant> grant = take.from(lock);
        if (grant.isEmpty()) {
          return Optional.empty();
        }
        taken.add(grant.get());
      }
      all = true;
      return Optional.of(new ZkMultiLockGrant(taken));
    } finally {
      if (!all) {
        ZkMultiLockGrant.closeAll(taken);
      }
    }
  }

  @Override
  public CompletableFuture<MultiLockGrant> lockAsync() {
    context.requireOpen();
    CompletableFuture<MultiLockGrant> result = new CompletableFuture<>();
    takeNext(new ArrayList<>(locks.size()), result);
    return result;
  }

  private void takeNext(List<LockGrant> taken, CompletableFuture<MultiLockGrant> result) {
    if (taken.size() == locks.size()) {
      MultiLockGrant grant = new ZkMultiLockGrant(List.copyOf(taken));
      if (!grant.isValid()) {
        grant.close();
        takeNext(new ArrayList<>(locks.size()), result);
      } else if (!result.complete(grant)) {
        grant.close();
      }
      return;
    }
    CompletableFuture<LockGrant> next;
    try {
      next = locks.get(taken.size()).lockAsync();
    } catch (RuntimeException e) {
      next = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<LockGrant> taking = next;
    result.whenComplete((grant, failure) -> taking.cancel(false));
    taking.whenComplete(
        (grant, failure) -> {
          if (failure != null) {
            ZkMultiLockGrant.closeAll(taken);
            result.completeExceptionally(Waits.unwrap(failure));
          } else {
            taken.add(grant);
            takeNext(taken, result);
          }
        });
  }
}
