package io.github.iotcoord.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Suspects after a fixed silence, counted from the last sign of life. */
final class FixedDetector implements FailureDetector {
  private static final int ARRIVAL = 0;
  private static final int PERIOD = 1;
  private static final int WAKE_UP = 2;

  private final long timeout;

  FixedDetector(Duration timeout) {
    this.timeout = Periods.require("timeout", timeout);
  }

  @Override
  public int stateSize() {
    return 3;
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    state[at + ARRIVAL] = now;
    state[at + PERIOD] = Periods.requireKnownOrNot(period);
    state[at + WAKE_UP] = now;
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    if (now - state[at + ARRIVAL] > 0) {
      state[at + ARRIVAL] = now;
    }
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    state[at + WAKE_UP] = until;
  }

  @Override
  public long silentSince(long[] state, int at) {
    long arrival = state[at + ARRIVAL];
    long wakeUp = state[at + WAKE_UP];
    return wakeUp - arrival > 0 ? wakeUp : arrival;
  }

  @Override
  public long period(long[] state, int at) {
    return state[at + PERIOD];
  }

  @Override
  public long suspectAt(long[] state, int at) {
    return silentSince(state, at) + timeout;
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
