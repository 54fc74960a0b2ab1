package io.github.iotcoord.failure;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import org.jspecify.annotations.Nullable;

/**
 * Learns period, deviation and loss of each device, six longs of them.
 *
 * <p>Period and deviation are the moving averages that TCP keeps of its round trips (Jacobson and
 * Karels, "Congestion Avoidance and Control", 1988; RFC 6298), of gaps divided by the number of
 * beats that they stand for. Loss is a moving average over beats, 1 for one that is missing. If
 * each beat is lost with probability l, then K beats in a row are lost with probability l^K: with
 * the K at which that falls to the mistake probability aimed at, the device is suspected K periods
 * and four deviations after its last beat.
 */
final class AdaptiveDetector implements FailureDetector {
  private static final int ARRIVAL = 0;
  private static final int SEQUENCE = 1;
  private static final int PERIOD = 2;
  private static final int DEVIATION = 3;
  private static final int LOSS = 4;
  private static final int STREAKS = 5;

  // RFC 6298's alpha, beta and K.
  private static final double PERIOD_GAIN = 1.0 / 8;
  private static final double DEVIATION_GAIN = 1.0 / 4;
  private static final double DEVIATIONS = 4;

  private static final double LOSS_GAIN = 1.0 / 64;
  private static final double LEAST_LOSS = 0.001;
  private static final double MOST_LOSS = 0.9;
  private static final double FIRST_LOSS = 0.01;

  /** What a thread may be late, however regular the device: the least margin, in nanoseconds. */
  private static final double LEAST_MARGIN = 10e6;

  /**
   * The least deviation, in periods, so that a constant interval does not end in a hair trigger.
   */
  private static final double LEAST_DEVIATION = 1.0 / 32;

  /** The least error, in periods, that one gap may teach in full. */
  private static final double LEAST_BOUND = 1.0 / 4;

  /** A number that is lower by less than this came late; by more, the device has restarted. */
  private static final long REORDERING = 64;

  /** After so many gaps in a row that look like losses, the device is slow and not lossy. */
  private static final int MOST_MULTIPLES = 8;

  private static final int MOST_LATE = 40;
  private static final long UNHEARD = -1;

  private final AdaptiveOptions options;
  private final double logMistake;

  AdaptiveDetector(AdaptiveOptions options) {
    this.options = options;
    this.logMistake = Math.log(options.mistakeProbability());
  }

  @Override
  public int stateSize() {
    return 6;
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    Periods.require("period", period);
    state[at + ARRIVAL] = now;
    state[at + SEQUENCE] = NO_SEQUENCE;
    state[at + PERIOD] = doubleToRawLongBits((double) period);
    state[at + DEVIATION] = doubleToRawLongBits(period / 4.0);
    state[at + LOSS] = doubleToRawLongBits(FIRST_LOSS);
    state[at + STREAKS] = UNHEARD;
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    long gap = now - state[at + ARRIVAL];
    if (gap < 0) {
      return;
    }
    state[at + ARRIVAL] = now;
    long last = state[at + SEQUENCE];
    if (state[at + STREAKS] == UNHEARD) {
      // The time since the start is no gap between beats.
      state[at + STREAKS] = 0;
      state[at + SEQUENCE] = sequence;
    } else if (sequence == NO_SEQUENCE || last == NO_SEQUENCE) {
      state[at + SEQUENCE] = sequence;
      learnUnnumbered(state, at, (double) gap);
    } else {
      long steps = sequence - last;
      if (steps <= 0 && steps > -REORDERING) {
        return;
      }
      state[at + SEQUENCE] = sequence;
      // A counter that fell, or that ran much faster than time, tells of a restart only.
      if (steps == 1 || (steps > 1 && (double) gap / steps >= get(state, at + PERIOD) / 8)) {
        learn(state, at, (double) gap / steps, steps - 1);
      }
    }
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    state[at + ARRIVAL] = until;
    state[at + STREAKS] = UNHEARD;
  }

  @Override
  public long silentSince(long[] state, int at) {
    return state[at + ARRIVAL];
  }

  @Override
  public long period(long[] state, int at) {
    return (long) get(state, at + PERIOD);
  }

  @Override
  public long suspectAt(long[] state, int at) {
    double period = get(state, at + PERIOD);
    double margin = Math.max(DEVIATIONS * get(state, at + DEVIATION), LEAST_MARGIN);
    double wait = periodsToWait(get(state, at + LOSS)) * period + margin;
    return state[at + ARRIVAL] + (long) Math.min(wait, (double) Periods.LONGEST);
  }

  private double periodsToWait(double loss) {
    return Math.max(1, Math.ceil(logMistake / Math.log(loss)));
  }

  // Without numbers, a gap of about a whole number of periods looks like losses: unless it is
  // longer
  // than the losses that are waited for, or there is never a single period between.
  private void learnUnnumbered(long[] state, int at, double gap) {
    double period = get(state, at + PERIOD);
    double deviation = get(state, at + DEVIATION);
    double steps = Math.rint(gap / period);
    long multiples = state[at + STREAKS] >>> 32;
    boolean lost =
        steps >= 2
            && steps <= 2 * periodsToWait(get(state, at + LOSS))
            && Math.abs(gap - steps * period) <= Math.max(2 * deviation, period / 8)
            && multiples < MOST_MULTIPLES;
    if (lost) {
      state[at + STREAKS] += 1L << 32;
      learn(state, at, gap / steps, (long) steps - 1);
    } else {
      if (steps < 2) {
        state[at + STREAKS] &= 0xffffffffL;
      }
      learn(state, at, gap, 0);
    }
  }

  private void learn(long[] state, int at, double sample, long missing) {
    double period = get(state, at + PERIOD);
    double deviation = get(state, at + DEVIATION);
    // Beats that were held up arrive in a burst: the shorter a gap, the less it teaches.
    double weight = Math.min(1, sample / period);
    double error = sample - period;
    // One outage teaches little, but a row of late beats, each trusted twice as far as the one
    // before, that the device has become slower.
    int late = (int) state[at + STREAKS];
    double bound =
        Math.scalb(
            Math.max(DEVIATIONS * deviation, LEAST_BOUND * period), Math.min(late, MOST_LATE));
    if (error > bound) {
      error = bound;
      late++;
    } else {
      late = 0;
    }
    state[at + STREAKS] = (state[at + STREAKS] & ~0xffffffffL) | Math.min(late, MOST_LATE);
    deviation += weight * DEVIATION_GAIN * (Math.abs(error) - deviation);
    period = Math.min(period + weight * PERIOD_GAIN * error, (double) Periods.LONGEST);
    set(state, at + PERIOD, period);
    set(state, at + DEVIATION, Math.max(deviation, period * LEAST_DEVIATION));
    learnLoss(state, at, missing);
  }

  private void learnLoss(long[] state, int at, long missing) {
    double loss = get(state, at + LOSS);
    if (missing > 0) {
      // What is missing beyond twice the losses that are waited for was an outage.
      double counted = Math.min((double) missing, 2 * periodsToWait(loss));
      loss = 1 - (1 - loss) * Math.pow(1 - LOSS_GAIN, counted);
    }
    loss *= 1 - LOSS_GAIN;
    set(state, at + LOSS, Math.max(LEAST_LOSS, Math.min(MOST_LOSS, loss)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AdaptiveDetector detector && detector.options.equals(options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return "adaptive(" + options.mistakeProbability() + ")";
  }

  private static double get(long[] state, int index) {
    return longBitsToDouble(state[index]);
  }

  private static void set(long[] state, int index, double value) {
    state[index] = doubleToRawLongBits(value);
  }
}
