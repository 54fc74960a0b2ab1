package io.github.iotcoord.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Suspects after a fixed silence. Its state is the time of the last sign of life. */
final class FixedDetector implements FailureDetector {
  private final long timeout;

  FixedDetector(Duration timeout) {
    this.timeout = Periods.require("timeout", timeout);
  }

  @Override
  public int stateSize() {
    return 1;
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    Periods.require("period", period);
    state[at] = now;
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    if (now - state[at] > 0) {
      state[at] = now;
    }
  }

  @Override
  public long suspectAt(long[] state, int at) {
    return state[at] + timeout;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FixedDetector detector && detector.timeout == timeout;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(timeout);
  }

  @Override
  public String toString() {
    return "fixed(" + Duration.ofNanos(timeout) + ")";
  }
}
