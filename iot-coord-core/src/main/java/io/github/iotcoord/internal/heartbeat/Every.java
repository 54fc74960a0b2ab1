package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.Ticker;
import java.time.Duration;

/** Says when it is time again for what is done every so often. Not thread-safe. */
final class Every {
  private final Ticker ticker;
  private final long interval;
  private long last;

  /**
   * @param interval zero for never
   */
  Every(Ticker ticker, Duration interval) {
    this.ticker = ticker;
    this.interval = interval.toNanos();
    this.last = ticker.nanos();
  }

  /** Whether it is; it then is not again before the interval has passed. */
  boolean isDue() {
    if (interval == 0) {
      return false;
    }
    long now = ticker.nanos();
    boolean due = now - last >= interval;
    last = due ? now : last;
    return due;
  }
}
