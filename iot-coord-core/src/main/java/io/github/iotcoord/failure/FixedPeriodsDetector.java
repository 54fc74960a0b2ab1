package io.github.iotcoord.failure;

import org.jspecify.annotations.Nullable;

/**
 * Suspects after a fixed multiple of the declared period. Of a device that declared none, the
 * longest of its first gaps is taken, for one of them may be between beats that were held up.
 */
final class FixedPeriodsDetector implements FailureDetector {
  private static final int ARRIVAL = 0;
  private static final int PERIOD = 1;
  private static final int SEQUENCE = 2;
  private static final int GAPS_TO_LEARN = 3;

  private static final long GAPS = 4;

  /** Added to the gaps that are to be learned: the next one is none. */
  private static final long UNHEARD = 8;

  private final double periods;

  FixedPeriodsDetector(double periods) {
    this.periods = Require.positive("periods", periods);
  }

  @Override
  public int stateSize() {
    return 4;
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    state[at + PERIOD] = Periods.requireKnownOrNot(period);
    state[at + ARRIVAL] = now;
    state[at + SEQUENCE] = NO_SEQUENCE;
    state[at + GAPS_TO_LEARN] = UNHEARD + (period == UNKNOWN_PERIOD ? GAPS : 0);
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    long gap = now - state[at + ARRIVAL];
    if (gap < 0) {
      return;
    }
    state[at + ARRIVAL] = now;
    long toLearn = state[at + GAPS_TO_LEARN];
    if (toLearn >= UNHEARD) {
      state[at + GAPS_TO_LEARN] = toLearn - UNHEARD;
    } else if (toLearn > 0) {
      long last = state[at + SEQUENCE];
      long steps = sequence == NO_SEQUENCE || last == NO_SEQUENCE ? 1 : sequence - last;
      long period = Math.max(1, gap / Math.max(1, steps));
      state[at + PERIOD] = Math.min(Periods.LONGEST, Math.max(state[at + PERIOD], period));
      state[at + GAPS_TO_LEARN] = toLearn - 1;
    }
    state[at + SEQUENCE] = sequence;
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    state[at + ARRIVAL] = until;
    state[at + GAPS_TO_LEARN] |= UNHEARD;
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
    long period = state[at + PERIOD];
    double patience =
        period == UNKNOWN_PERIOD ? (double) Periods.LONGEST : Math.max(1, periods * period);
    return state[at + ARRIVAL] + (long) Math.min(patience, (double) Periods.LONGEST);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FixedPeriodsDetector detector && detector.periods == periods;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(periods);
  }

  @Override
  public String toString() {
    return "fixedPeriods(" + periods + ")";
  }
}
