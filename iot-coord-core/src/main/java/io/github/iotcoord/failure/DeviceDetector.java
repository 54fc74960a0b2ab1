package io.github.iotcoord.failure;

import io.github.iotcoord.Ticker;
import java.time.Duration;

/** A {@link FailureDetector} that watches over one device by a clock of its own. Thread-safe. */
public final class DeviceDetector {
  private final FailureDetector detector;
  private final Ticker ticker;
  private final long[] state;

  DeviceDetector(FailureDetector detector, Duration period, Ticker ticker) {
    this.detector = detector;
    this.ticker = ticker;
    this.state = new long[detector.stateSize()];
    detector.start(state, 0, Periods.require("period", period), ticker.nanos());
  }

  /** Takes a beat that arrived now and carries no number. */
  public void beat() {
    beat(FailureDetector.NO_SEQUENCE);
  }

  /**
   * Takes a beat that arrived now.
   *
   * @param sequence the device's own number for the beat
   */
  public synchronized void beat(long sequence) {
    detector.beat(state, 0, ticker.nanos(), sequence);
  }

  /**
   * Tells whether the device is to be suspected now.
   *
   * @return whether its silence is longer than it should be
   */
  public synchronized boolean isSuspect() {
    return ticker.nanos() - detector.suspectAt(state, 0) >= 0;
  }

  /**
   * Returns how long the device may stay silent from now on before it is suspected.
   *
   * @return the time left, negative if it is suspected
   */
  public synchronized Duration untilSuspect() {
    return Duration.ofNanos(detector.suspectAt(state, 0) - ticker.nanos());
  }
}
