package io.github.iotcoord.internal.registry;

import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.KeptRegistrations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks for missing records at the beginning and after each loss of the session. */
final class ZkKeptRegistrations implements KeptRegistrations {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 5;

  private final CoordContext context;
  private final Supplier<CompletableFuture<BulkReport>> look;
  private final AtomicLong repairs;
  private final Duration longestDelay;
  private final Subscription lease;

  // Guarded by this.
  private long checks;
  private boolean looking;
  private boolean lost;
  private boolean closed;
  private int failuresInARow;
  private @Nullable CompletableFuture<BulkReport> underWay;
  private @Nullable RuntimeException lastFailure;

  /**
   * @param look registers what is missing
   * @param repairs counts what it has registered
   */
  ZkKeptRegistrations(
      CoordContext context,
      Supplier<CompletableFuture<BulkReport>> look,
      AtomicLong repairs,
      Duration longestDelay) {
    this.context = context;
    this.look = look;
    this.repairs = repairs;
    this.longestDelay = longestDelay;
    this.lease = context.lease().addListener(this::changed, context.scheduler());
  }

  void start() {
    synchronized (this) {
      looking = true;
    }
    lookNow();
  }

  private void changed(State state) {
    synchronized (this) {
      if (state == State.LOST) {
        lost = true;
      }
      if (closed || state != State.HELD || !lost || looking) {
        return;
      }
      lost = false;
      looking = true;
    }
    lookLater();
  }

  private void lookLater() {
    long longest = Waits.toNanos(longestDelay);
    long delay = longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest);
    int failures;
    synchronized (this) {
      failures = failuresInARow;
    }
    if (failures > 0) {
      Duration pause = AFTER_FAILURE.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
      delay = Math.max(delay, ZkClient.jittered(pause).toNanos());
    }
    context.scheduler().after(Duration.ofNanos(delay), this::lookNow);
  }

  private void lookNow() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    CompletableFuture<BulkReport> report;
    try {
      report = look.get();
    } catch (RuntimeException e) {
      report = CompletableFuture.failedFuture(e);
    }
    synchronized (this) {
      underWay = report;
    }
    report.whenComplete(this::looked);
  }

  private void looked(@Nullable BulkReport report, @Nullable Throwable failure) {
    synchronized (this) {
      lastFailure = null;
      if (failure != null) {
        lastFailure = ZkErrors.translate(failure, "Looking for missing devices");
      } else if (report != null && !report.isComplete()) {
        lastFailure = report.failures().get(0).cause();
      } else {
        checks++;
      }
      failuresInARow = lastFailure == null ? 0 : failuresInARow + 1;
      // A session that was lost meanwhile may have been lost before the last record was looked at.
      boolean again = lastFailure != null || (lost && context.lease().isValid());
      if (closed || !again) {
        looking = false;
        return;
      }
      lost = false;
    }
    lookLater();
  }

  @Override
  public synchronized long checks() {
    return checks;
  }

  @Override
  public long repairs() {
    return repairs.get();
  }

  @Override
  public synchronized Optional<RuntimeException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  @Override
  public void close() {
    CompletableFuture<BulkReport> stopped;
    synchronized (this) {
      closed = true;
      stopped = underWay;
    }
    if (stopped != null) {
      stopped.cancel(false); // nothing more is looked at
    }
    lease.close();
    context.disown(this);
  }
}
