package io.github.iotcoord.lock.history;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.FencedWriteException;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.LockLostException;
import io.github.iotcoord.lock.history.Operation.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One thread of a process: gets the lock in one of the ways there are, increments the counter a few
 * times, releases the lock, and so on until it is told to stop.
 */
final class Worker implements Runnable {
  private static final int LONGEST_WAIT_MS = 200;

  private final String actor;
  private final CounterProcess process;
  private final DistributedLock lock;
  private final Ledger ledger;
  private final Recorder recorder;
  private final Random random;
  private final CountDownLatch stop;
  private int increments;

  Worker(
      String actor,
      CounterProcess process,
      DistributedLock lock,
      Ledger ledger,
      Recorder recorder,
      Random random,
      CountDownLatch stop) {
    this.actor = actor;
    this.process = process;
    this.lock = lock;
    this.ledger = ledger;
    this.recorder = recorder;
    this.random = random;
    this.stop = stop;
  }

  @Override
  public void run() {
    try {
      while (!rested(random.nextInt(10) == 0 ? LONGEST_WAIT_MS : 10)) {
        takeTurn();
      }
    } catch (InterruptedException e) {
      return; // it did not stop by itself, and whoever interrupted it knows that
    }
  }

  /** Rests for at most a time; true if there is nothing more to do. */
  private boolean rested(int longestMs) throws InterruptedException {
    return stop.await(random.nextInt(longestMs), TimeUnit.MILLISECONDS);
  }

  private void takeTurn() throws InterruptedException {
    try {
      Optional<LockGrant> granted = acquire();
      if (granted.isPresent()) {
        try (LockGrant grant = granted.get()) {
          hold(grant);
        }
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      recorder.surprise(actor, e);
      rested(LONGEST_WAIT_MS);
    }
  }

  private Optional<LockGrant> acquire() throws InterruptedException, ExecutionException {
    return switch (random.nextInt(5)) {
      case 0 -> Optional.of(lock.lock());
      case 1 -> Optional.of(waitFor(lock.lockAsync()));
      case 2 -> changeOnesMind(lock.lockAsync());
      case 3 -> tryFor(Duration.ZERO);
      default -> tryFor(Duration.ofMillis(random.nextInt(LONGEST_WAIT_MS)));
    };
  }

  private Optional<LockGrant> tryFor(Duration time) throws InterruptedException {
    try {
      return lock.tryLock(time);
    } catch (CoordinationUnavailableException e) {
      return Optional.empty();
    }
  }

  private Optional<LockGrant> changeOnesMind(CompletableFuture<LockGrant> waiting)
      throws InterruptedException, ExecutionException {
    rested(LONGEST_WAIT_MS);
    return waiting.cancel(false) ? Optional.empty() : Optional.of(waitFor(waiting));
  }

  private static LockGrant waitFor(CompletableFuture<LockGrant> waiting)
      throws InterruptedException, ExecutionException {
    try {
      return waiting.get();
    } catch (InterruptedException e) {
      if (!waiting.cancel(false)) {
        waiting.thenAccept(LockGrant::close);
      }
      throw e;
    }
  }

  private void hold(LockGrant grant) throws Exception {
    Looks looks = new Looks(actor, grant);
    looks.look();
    try {
      boolean goOn = true;
      for (int left = 1 + random.nextInt(3); left > 0 && goOn; left--) {
        goOn = increment(grant, looks);
      }
    } finally {
      looks.holding().ifPresent(recorder::add);
    }
  }

  /** Makes one increment; true if it was acknowledged. */
  private boolean increment(LockGrant grant, Looks looks) throws Exception {
    long value = ledger.read(process.client());
    process.beforeWrite().pass(grant.token());
    looks.look();
    Increment increment = new Increment(actor, ++increments, grant.token(), value + 1);
    Outcome outcome = Outcome.UNKNOWN;
    try {
      outcome = write(grant, increment);
    } finally {
      recorder.add(new Operation(increment, outcome));
    }
    looks.look();
    return outcome == Outcome.DONE;
  }

  private Outcome write(LockGrant grant, Increment increment) throws InterruptedException {
    try {
      if (random.nextBoolean()) {
        grant.fenced(writes -> ledger.write(writes, increment));
      } else {
        await(grant.fencedAsync(writes -> ledger.write(writes, increment)));
      }
      return Outcome.DONE;
    } catch (FencedWriteException e) {
      recorder.surprise(actor, e); // nothing stands in the way of these writes
      return Outcome.REFUSED;
    } catch (LockLostException | CoordinationUnavailableException e) {
      return Outcome.UNKNOWN;
    }
  }

  private static void await(CompletableFuture<Void> writing) throws InterruptedException {
    try {
      writing.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CoordinationException expected) {
        throw expected;
      }
      throw new IllegalStateException("a fenced write failed", e.getCause());
    }
  }
}
