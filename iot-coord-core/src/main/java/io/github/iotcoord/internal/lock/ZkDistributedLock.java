package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The lock of a name: each acquisition is a {@link LockAttempt} of its own. */
public final class ZkDistributedLock implements DistributedLock {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final CoordContext context;
  private final String name;

  /**
   * @param name checked, as an element of a path
   */
  public ZkDistributedLock(CoordContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LockGrant lock() throws InterruptedException {
    while (true) {
      LockAttempt attempt = LockAttempt.start(context, name, false);
      await(attempt, FOREVER);
      LockGrant grant = result(attempt);
      // This thread, or the whole process, may have stood still since the grant was made.
      if (grant.isValid()) {
        return grant;
      }
      grant.close();
    }
  }

  @Override
  public Optional<LockGrant> tryLock(Duration timeout) throws InterruptedException {
    if (timeout == null || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout of lock " + name + " must not be negative or null, was " + timeout);
    }
    boolean once = timeout.isZero();
    LockAttempt attempt = LockAttempt.start(context, name, once);
    await(attempt, once ? context.operationTimeout() : timeout);
    attempt.result().cancel(false);
    if (attempt.result().isCancelled()) {
      if (attempt.taken().isDone() && (once || context.lease().isValid())) {
        return Optional.empty();
      }
      throw new CoordinationUnavailableException(
          "Whether lock " + name + " is free could not be asked within the time", null);
    }
    LockGrant grant = result(attempt);
    if (grant.isValid()) {
      return Optional.of(grant);
    }
    grant.close();
    throw new CoordinationUnavailableException(
        "Lock " + name + " was acquired, and could no longer be relied on at once", null);
  }

  @Override
  public CompletableFuture<LockGrant> lockAsync() {
    return LockAttempt.start(context, name, false).result();
  }

  private static void await(LockAttempt attempt, Duration timeout) throws InterruptedException {
    try {
      attempt.result().get(Waits.toNanos(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      if (!attempt.result().cancel(false)) {
        attempt.result().thenAccept(LockGrant::close);
      }
      throw e;
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // What is to be done then, the caller sees from the attempt.
      return;
    }
  }

  private LockGrant result(LockAttempt attempt) throws InterruptedException {
    return Waits.get(attempt.result(), Duration.ZERO, "Acquiring lock " + name);
  }
}
