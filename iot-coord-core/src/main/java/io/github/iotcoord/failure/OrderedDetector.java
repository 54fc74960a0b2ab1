package io.github.iotcoord.failure;

/**
 * What the detectors have in common that learn from beats in the order of their numbers: the gap
 * between two of them and the number of beats that it stands for.
 *
 * <p>Late beats and duplicates are signs of life that teach nothing. What follows a restart of the
 * device, a sleep or the start begins a new row of beats: the gap before it teaches nothing either.
 */
abstract class OrderedDetector implements FailureDetector {
  /** A gap this many periods longer or shorter than it should be is no lateness any more. */
  static final int OUTAGE = 8;

  static final int PERIOD = 0;

  /** How many longs of the state are used here. */
  static final int USED = 6;

  private static final int ARRIVAL = 1;
  private static final int WAKE_UP = 2;
  private static final int LAST_IN_ORDER = 3;
  private static final int SEQUENCE = 4;
  private static final int MULTIPLES = 5;

  private static final long UNHEARD = -1;

  /** A number that is lower by less than this came late; by more, the device has restarted. */
  private static final long REORDERING = 64;

  /** After so many gaps in a row that look like losses, the device is slow and not lossy. */
  private static final int MOST_MULTIPLES = 8;

  private static final long LATE = 0;
  private static final long RESTARTED = -1;

  /** The period has become known: it was declared, or this is the first gap. */
  abstract void periodKnown(long[] state, int at);

  /** A row of beats begins: with a beat now, or with the next one. */
  abstract void begin(long[] state, int at);

  /** The first beat of a row arrived. */
  abstract void first(long[] state, int at, long now);

  /** A beat arrived that is so many numbers after the last one of its row. */
  abstract void next(long[] state, int at, long now, long gap, long steps);

  /** How long a silence may last, of a device whose period is known. */
  abstract double patience(long[] state, int at);

  @Override
  public final void start(long[] state, int at, long period, long now) {
    state[at + PERIOD] = Periods.requireKnownOrNot(period);
    state[at + ARRIVAL] = now;
    sleep(state, at, now);
    if (period != UNKNOWN_PERIOD) {
      periodKnown(state, at);
    }
  }

  @Override
  public final void beat(long[] state, int at, long now, long sequence) {
    if (now - state[at + ARRIVAL] < 0) {
      return;
    }
    state[at + ARRIVAL] = now;
    if (now - state[at + WAKE_UP] < 0) {
      return;
    }
    boolean heard = state[at + MULTIPLES] != UNHEARD;
    long gap = now - state[at + LAST_IN_ORDER];
    long steps = heard ? steps(state, at, gap, sequence) : RESTARTED;
    if (steps == LATE) {
      return;
    }
    state[at + LAST_IN_ORDER] = now;
    if (steps == RESTARTED) {
      state[at + SEQUENCE] = sequence;
      state[at + MULTIPLES] = 0;
      begin(state, at);
      first(state, at, now);
      return;
    }
    // A beat without a number stands for the one that it has between the others.
    if (sequence != NO_SEQUENCE || state[at + SEQUENCE] == NO_SEQUENCE) {
      state[at + SEQUENCE] = sequence;
    } else {
      state[at + SEQUENCE] += steps;
    }
    if (state[at + PERIOD] == UNKNOWN_PERIOD) {
      setPeriod(state, at, (double) gap / steps);
      periodKnown(state, at);
    }
    next(state, at, now, gap, steps);
  }

  private static long steps(long[] state, int at, long gap, long sequence) {
    long last = state[at + SEQUENCE];
    double period = (double) state[at + PERIOD];
    if (sequence == NO_SEQUENCE || last == NO_SEQUENCE) {
      return unnumberedSteps(state, at, gap);
    }
    long steps = sequence - last;
    if (steps <= 0) {
      // Where nothing came in order for so long, nothing was overtaken.
      boolean overtaken = steps > -REORDERING && !(period > 0 && gap > OUTAGE * period);
      return overtaken ? LATE : RESTARTED;
    }
    // A counter that ran much faster than time tells of a restart.
    return steps > 1 && (double) gap / steps < period / 8 ? RESTARTED : steps;
  }

  // Without numbers, a gap of about a whole number of periods looks like losses, unless there is
  // never a single period between. Less than half a period after another, a beat is a second one.
  private static long unnumberedSteps(long[] state, int at, long gap) {
    if (state[at + PERIOD] == UNKNOWN_PERIOD) {
      return 1;
    }
    long steps = Math.round((double) gap / state[at + PERIOD]);
    if (steps == 1) {
      state[at + MULTIPLES] = 0;
    } else if (steps > 1 && ++state[at + MULTIPLES] == MOST_MULTIPLES) {
      setPeriod(state, at, (double) gap);
      return RESTARTED;
    }
    return steps;
  }

  static void setPeriod(long[] state, int at, double period) {
    state[at + PERIOD] = Math.round(Math.max(1, Math.min(period, (double) Periods.LONGEST)));
  }

  @Override
  public final void sleep(long[] state, int at, long until) {
    state[at + WAKE_UP] = until;
    state[at + MULTIPLES] = UNHEARD;
    begin(state, at);
  }

  @Override
  public final long silentSince(long[] state, int at) {
    long arrival = state[at + ARRIVAL];
    long wakeUp = state[at + WAKE_UP];
    return wakeUp - arrival > 0 ? wakeUp : arrival;
  }

  @Override
  public final long period(long[] state, int at) {
    return state[at + PERIOD];
  }

  @Override
  public final long suspectAt(long[] state, int at) {
    double patience =
        state[at + PERIOD] == UNKNOWN_PERIOD ? (double) Periods.LONGEST : patience(state, at);
    // At the earliest right after the beat: each one ends a silence.
    return silentSince(state, at)
        + (long) Math.max(1, Math.min(patience, (double) Periods.LONGEST));
  }
}
