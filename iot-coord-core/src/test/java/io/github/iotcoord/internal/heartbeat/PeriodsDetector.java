package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;

/** Suspects after so many periods, which it takes for the last gap where none was declared. */
record PeriodsDetector(int periods) implements FailureDetector {
  private static final int ARRIVAL = 0;
  private static final int PERIOD = 1;
  private static final int BEATS = 2;

  @Override
  public int stateSize() {
    return 3;
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    state[at + ARRIVAL] = now;
    state[at + PERIOD] = period;
    state[at + BEATS] = 0;
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    if (state[at + BEATS]++ == 1 && state[at + PERIOD] == UNKNOWN_PERIOD) {
      state[at + PERIOD] = now - state[at + ARRIVAL];
    }
    state[at + ARRIVAL] = Math.max(state[at + ARRIVAL], now);
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    state[at + ARRIVAL] = until;
  }

  @Override
  public long silentSince(long[] state, int at) {
    return state[at + ARRIVAL];
  }

  @Override
  public long period(long[] state, int at) {
    return state[at + PERIOD];
  }

  @Override
  public long suspectAt(long[] state, int at) {
    return state[at + PERIOD] == UNKNOWN_PERIOD
        ? Long.MAX_VALUE / 4
        : state[at + ARRIVAL] + periods * state[at + PERIOD];
  }
}
