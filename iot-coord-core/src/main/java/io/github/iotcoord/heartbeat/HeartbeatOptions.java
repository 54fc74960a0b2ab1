package io.github.iotcoord.heartbeat;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.failure.FailureDetector;
import java.time.Duration;

/**
 * How a {@link HeartbeatMonitor} judges. Immutable; begin with {@link #defaults()}.
 *
 * @param detector says when a silent device is suspected
 * @param confirmation how much longer, in periods of the device, a suspect must stay silent to be
 *     DOWN; at least 0
 * @param tick how often the monitor looks at its deadlines and publishes; from 1 ms to a minute
 * @param grace for how long nobody is condemned after the monitor was paused or disconnected
 * @param ticker the clock that beats are judged by
 */
public record HeartbeatOptions(
    FailureDetector detector, double confirmation, Duration tick, Duration grace, Ticker ticker) {

  /**
   * Creates options.
   *
   * @param detector says when a silent device is suspected
   * @param confirmation how many periods more a suspect must stay silent to be DOWN
   * @param tick how often the monitor looks at its deadlines and publishes
   * @param grace for how long nobody is condemned after a pause
   * @param ticker the clock that beats are judged by
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public HeartbeatOptions {
    requireGiven("detector", detector);
    requireGiven("tick", tick);
    requireGiven("grace", grace);
    requireGiven("ticker", ticker);
    if (!(confirmation >= 0 && confirmation <= 1_000)) {
      throw new IllegalArgumentException("confirmation must be 0 to 1000, was " + confirmation);
    }
    if (tick.compareTo(Duration.ofMillis(1)) < 0 || tick.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("tick must be from 1 ms to 1 minute, was " + tick);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, was " + grace);
    }
  }

  private static void requireGiven(String what, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
  }

  /**
   * Returns the defaults: the adaptive detector, one period of confirmation, a tick of 100 ms and a
   * grace of 2 s.
   *
   * @return the defaults
   */
  public static HeartbeatOptions defaults() {
    return new HeartbeatOptions(
        FailureDetector.adaptive(),
        1,
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Ticker.system());
  }

  /**
   * Returns the same options with another detector.
   *
   * @param newDetector the detector
   * @return new options
   */
  public HeartbeatOptions withDetector(FailureDetector newDetector) {
    return new HeartbeatOptions(newDetector, confirmation, tick, grace, ticker);
  }

  /**
   * Returns the same options with another confirmation.
   *
   * @param periods the number of periods
   * @return new options
   */
  public HeartbeatOptions withConfirmation(double periods) {
    return new HeartbeatOptions(detector, periods, tick, grace, ticker);
  }

  /**
   * Returns the same options with another tick.
   *
   * @param newTick the tick
   * @return new options
   */
  public HeartbeatOptions withTick(Duration newTick) {
    return new HeartbeatOptions(detector, confirmation, newTick, grace, ticker);
  }

  /**
   * Returns the same options with another grace.
   *
   * @param newGrace the grace
   * @return new options
   */
  public HeartbeatOptions withGrace(Duration newGrace) {
    return new HeartbeatOptions(detector, confirmation, tick, newGrace, ticker);
  }

  /**
   * Returns the same options with another clock.
   *
   * @param newTicker the clock
   * @return new options
   */
  public HeartbeatOptions withTicker(Ticker newTicker) {
    return new HeartbeatOptions(detector, confirmation, tick, grace, newTicker);
  }
}
