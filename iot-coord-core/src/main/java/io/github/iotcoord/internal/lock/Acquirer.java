package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The three ways to wait for one kind of place in one queue. Thread-safe. */
final class Acquirer {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final CoordContext context;
  private final LockRoom room;
  private final String name;
  private final String path;
  private final Kind kind;
  private final Rule rule;
  private final boolean reuse;

  Acquirer(
      CoordContext context,
      LockRoom room,
      String name,
      String path,
      Kind kind,
      Rule rule,
      boolean reuse) {
    this.context = context;
    this.room = room;
    this.name = name;
    this.path = path;
    this.kind = kind;
    this.rule = rule;
    this.reuse = reuse;
  }

  String name() {
    return name;
  }

  LockGrant acquire() throws InterruptedException {
    while (true) {
      // Nobody but the thread that waits depends on the result, so any thread may complete it.
      Attempt attempt = new Attempt(kind, rule, false, reuse, Runnable::run);
      LocalQueue queue = room.submit(attempt, name, path);
      await(queue, attempt, FOREVER);
      LockGrant grant = Waits.get(attempt.result(), Duration.ZERO, "Acquiring " + name);
      // This thread, or the whole process, may have stood still since the grant was made.
      if (grant.isValid()) {
        return grant;
      }
      grant.close();
    }
  }

  Optional<LockGrant> tryAcquire(Duration timeout) throws InterruptedException {
    if (timeout == null || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout of " + name + " must not be negative or null, was " + timeout);
    }
    boolean once = timeout.isZero();
    Attempt attempt = new Attempt(kind, rule, once, reuse, Runnable::run);
    LocalQueue queue = room.submit(attempt, name, path);
    await(queue, attempt, once ? context.operationTimeout() : timeout);
    attempt.result().cancel(false);
    if (attempt.result().isCancelled()) {
      boolean taken = queue.giveUp(attempt);
      if (taken && context.lease().isValid()) {
        return Optional.empty();
      }
      throw new CoordinationUnavailableException(
          "Whether " + name + " is free could not be asked within the time", null);
    }
    LockGrant grant = Waits.get(attempt.result(), Duration.ZERO, "Acquiring " + name);
    if (grant.isValid()) {
      return Optional.of(grant);
    }
    grant.close();
    throw new CoordinationUnavailableException(
        name + " was acquired, and could no longer be relied on at once", null);
  }

  CompletableFuture<LockGrant> acquireAsync() {
    CompletableFuture<LockGrant> result = new CompletableFuture<>();
    acquire(result);
    return result;
  }

  private void acquire(CompletableFuture<LockGrant> result) {
    Attempt attempt = new Attempt(kind, rule, false, reuse, this::later);
    LocalQueue queue = room.submit(attempt, name, path);
    attempt
        .result()
        .whenComplete(
            (grant, failure) -> {
              if (grant == null) {
                result.completeExceptionally(Waits.unwrap(failure));
              } else if (!grant.isValid() && !result.isDone()) {
                grant.close(); // it took too long until we were told
                acquireAgain(result);
              } else if (!result.complete(grant)) {
                grant.close();
              }
            });
    // Cancelled, timed out, or ended by the caller in whatever way.
    result.whenComplete(
        (grant, failure) -> {
          if (attempt.result().cancel(false)) {
            queue.giveUp(attempt);
          }
        });
  }

  private void acquireAgain(CompletableFuture<LockGrant> result) {
    try {
      acquire(result);
    } catch (CoordinationClosedException e) {
      result.completeExceptionally(e);
    }
  }

  // Stages of the caller's may depend on the result, which must not run on ZooKeeper's thread.
  private void later(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.track(done);
    context
        .scheduler()
        .after(
            Duration.ZERO,
            () -> {
              task.run();
              done.complete(null);
            });
  }

  private static void await(LocalQueue queue, Attempt attempt, Duration timeout)
      throws InterruptedException {
    try {
      attempt.result().get(Waits.toNanos(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      if (attempt.result().cancel(false)) {
        queue.giveUp(attempt);
      } else {
        attempt.result().thenAccept(LockGrant::close);
      }
      throw e;
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // What is to be done then, the caller sees from the attempt.
      return;
    }
  }
}
