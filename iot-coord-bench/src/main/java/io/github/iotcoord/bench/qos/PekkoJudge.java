package io.github.iotcoord.bench.qos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.remote.PhiAccrualFailureDetector;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/** Apache Pekko's φ-accrual detector, driven by a clock of its own that counts milliseconds. */
final class PekkoJudge implements Judge {
  private static final int WINDOW = 1_000;

  /** As in Pekko's own settings: 100 ms for beats that are a second apart. */
  private static final double LEAST_DEVIATION = 0.1;

  private final PhiAccrualFailureDetector detector;
  private final double threshold;
  private long clock;
  private long lastBeat;
  private long wait;

  PekkoJudge(double threshold, double pausePeriods, long period) {
    this.threshold = threshold;
    this.wait = Math.max(1, NANOSECONDS.toMillis(period));
    this.detector =
        new PhiAccrualFailureDetector(
            threshold,
            WINDOW,
            millis(Math.max(1, LEAST_DEVIATION * wait)),
            millis(pausePeriods * wait),
            millis((double) wait),
            new VirtualClock());
  }

  private static FiniteDuration millis(double millis) {
    return Duration.create(Math.round(millis), MILLISECONDS);
  }

  @Override
  public void beat(long now, long sequence) {
    clock = NANOSECONDS.toMillis(now);
    lastBeat = clock;
    detector.heartbeat();
  }

  // The first millisecond at which phi reaches the threshold. It is seldom far from where it was
  // after the beat before: the steps away from there double until it lies between two of them.
  @Override
  public long suspectAt() {
    long high = wait;
    long low = wait - 1;
    for (long step = 1; !suspects(high); step *= 2) {
      low = high;
      high += step;
    }
    for (long step = 1; low > 0 && suspects(low); step *= 2) {
      high = low;
      low = Math.max(0, low - step);
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (suspects(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    wait = high;
    return MILLISECONDS.toNanos(lastBeat + wait);
  }

  private boolean suspects(long afterMillis) {
    clock = lastBeat + afterMillis;
    return detector.phi() >= threshold;
  }

  private final class VirtualClock extends FailureDetector.Clock {
    @Override
    public Object apply() {
      return clock;
    }

    @Override
    public long apply$mcJ$sp() {
      return clock;
    }
  }
}
