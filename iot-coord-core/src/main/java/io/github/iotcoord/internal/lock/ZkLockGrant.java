package io.github.iotcoord.internal.lock;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.FencedWrites;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.LockLostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One handle on a hold. */
final class ZkLockGrant implements LockGrant {
  private static final Logger log = LoggerFactory.getLogger(ZkLockGrant.class);

  private final CoordContext context;
  private final LocalQueue queue;
  private final Hold hold;
  private final AtomicBoolean closed = new AtomicBoolean();

  ZkLockGrant(CoordContext context, LocalQueue queue, Hold hold) {
    this.context = context;
    this.queue = queue;
    this.hold = hold;
    hold.addHandle();
  }

  @Override
  public String lockName() {
    return queue.name();
  }

  @Override
  public long token() {
    return hold.node().czxid();
  }

  @Override
  public boolean isValid() {
    return !closed.get() && hold.isValid();
  }

  @Override
  public void requireValid() {
    if (!isValid()) {
      throw new LockLostException("The " + this + " " + whyNotValid(), null);
    }
  }

  private String whyNotValid() {
    if (closed.get() || hold.isReleased()) {
      return "has been released";
    }
    return hold.isGone()
        ? "is lost: its session has ended or its node is gone"
        : "may be lost: the session is not certainly alive at this moment";
  }

  @Override
  public Duration remaining() {
    Duration left = context.lease().remaining();
    return isValid() ? left : Duration.ZERO;
  }

  @Override
  public LockGrant reenter() {
    requireValid();
    return hold.share(() -> new ZkLockGrant(context, queue, hold));
  }

  @Override
  public void fenced(Consumer<FencedWrites> writes) throws InterruptedException {
    context.await(write(writes), "Fenced writes under " + this);
  }

  @Override
  public CompletableFuture<Void> fencedAsync(Consumer<FencedWrites> writes) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    context.track(result);
    write(writes)
        .whenComplete(
            (done, failure) -> {
              Runnable end =
                  failure == null
                      ? () -> result.complete(null)
                      : () -> result.completeExceptionally(Waits.unwrap(failure));
              if (context.isOpen()) {
                context.scheduler().after(Duration.ZERO, end);
              } else {
                end.run(); // our threads may have ended
              }
            });
    return result;
  }

  private CompletableFuture<Void> write(Consumer<FencedWrites> writes) {
    FencedTransaction transaction = FencedTransaction.of(context.zk(), writes);
    if (closed.get() || hold.isReleased() || hold.isGone()) {
      return CompletableFuture.failedFuture(
          new LockLostException(
              "The " + this + " " + whyNotValid() + "; the fenced writes have not been carried out",
              null));
    }
    return hold.writer().write(transaction);
  }

  @Override
  public Subscription onLost(Runnable listener, Executor executor) {
    Listeners.require(listener, executor);
    CompletableFuture<Void> call =
        hold.lost()
            .thenRunAsync(
                () -> {
                  if (!closed.get()) {
                    listener.run();
                  }
                },
                executor);
    call.whenComplete(
        (done, failure) -> {
          if (failure != null && !(failure instanceof CancellationException)) {
            log.error("A listener to the loss of {} failed", queue.name(), failure);
          }
        });
    return () -> call.cancel(false);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && hold.dropHandle()) {
      // From this thread: what it asks of the lock next comes behind the deletion.
      queue.release(hold);
    }
  }

  @Override
  public String toString() {
    return "grant " + token() + " of " + queue.name();
  }
}
