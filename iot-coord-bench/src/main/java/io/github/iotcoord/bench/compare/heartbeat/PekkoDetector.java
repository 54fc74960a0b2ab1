package io.github.iotcoord.bench.compare.heartbeat;

import java.util.concurrent.TimeUnit;
import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.remote.PhiAccrualFailureDetector;
import scala.concurrent.duration.FiniteDuration;

/** Pekko's φ-accrual detector, with the settings that its cluster has by default. */
final class PekkoDetector {
  /** How many intervals it remembers. */
  static final int WINDOW = 1_000;

  private static final double THRESHOLD = 8;
  private static final FiniteDuration LEAST_DEVIATION =
      FiniteDuration.apply(100, TimeUnit.MILLISECONDS);
  private static final FiniteDuration PAUSE = FiniteDuration.apply(3, TimeUnit.SECONDS);
  private static final FiniteDuration FIRST_ESTIMATE = FiniteDuration.apply(1, TimeUnit.SECONDS);

  private PekkoDetector() {}

  /** A detector by the clock of the JVM. */
  static FailureDetector make() {
    return make(FailureDetector.defaultClock());
  }

  /** A detector by a clock in milliseconds. */
  static FailureDetector make(FailureDetector.Clock clock) {
    return new PhiAccrualFailureDetector(
        THRESHOLD, WINDOW, LEAST_DEVIATION, PAUSE, FIRST_ESTIMATE, clock);
  }

  /** A clock that goes on by a second whenever it is read. */
  static final class Seconds extends FailureDetector.Clock {
    private long now;

    @Override
    public long apply$mcJ$sp() {
      now += 1_000;
      return now;
    }

    @Override
    public Object apply() {
      return apply$mcJ$sp();
    }
  }
}
