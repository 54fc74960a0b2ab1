package io.github.iotcoord.failure;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import org.jspecify.annotations.Nullable;

/**
 * The φ-accrual detector of Hayashibara and others: gaps are normal, φ is -log10 of the probability
 * that one is as long as the silence. The deviations that belong to the threshold are a constant,
 * solved once on the exact normal tail.
 *
 * <p>A window begins with two gaps that are a quarter shorter and longer than the period, as Akka's
 * does. A gap of more than eight periods is an outage and not learned; with a second one in a row
 * the device has become slower, and the window begins anew with it.
 */
final class PhiAccrualDetector extends OrderedDetector {
  private static final int COUNT = OrderedDetector.USED;
  private static final int NEXT = COUNT + 1;
  private static final int OUTAGES = COUNT + 2;
  private static final int ORIGIN = COUNT + 3;
  private static final int SUM = COUNT + 4;
  private static final int SQUARES = COUNT + 5;
  private static final int RING = COUNT + 6;

  private final PhiAccrualOptions options;
  private final int window;
  private final double deviations;
  private final double leastDeviation;
  private final double pause;

  PhiAccrualDetector(PhiAccrualOptions options) {
    this.options = options;
    this.window = options.window();
    this.deviations = NormalTail.deviations(options.threshold());
    this.leastDeviation = options.minStdDeviation().toNanos();
    this.pause = options.acceptablePause().toNanos();
  }

  @Override
  public int stateSize() {
    return RING + window;
  }

  @Override
  void periodKnown(long[] state, int at) {
    long period = state[at + PERIOD];
    state[at + COUNT] = 0;
    state[at + NEXT] = 0;
    state[at + OUTAGES] = 0;
    state[at + ORIGIN] = period;
    set(state, at + SUM, 0);
    set(state, at + SQUARES, 0);
    add(state, at, period - period / 4);
    add(state, at, period + period / 4);
  }

  @Override
  void begin(long[] state, int at) {
    // The gaps are still those of this device.
  }

  @Override
  void first(long[] state, int at, long now) {
    // Teaches no gap.
  }

  @Override
  void next(long[] state, int at, long now, long gap, long steps) {
    if (gap <= OUTAGE * mean(state, at)) {
      state[at + OUTAGES] = 0;
      add(state, at, gap);
    } else if (++state[at + OUTAGES] > 1) {
      setPeriod(state, at, (double) gap);
      periodKnown(state, at);
    }
  }

  @Override
  double patience(long[] state, int at) {
    return mean(state, at) + pause + deviations * deviation(state, at);
  }

  private static double mean(long[] state, int at) {
    return state[at + ORIGIN] + get(state, at + SUM) / state[at + COUNT];
  }

  private double deviation(long[] state, int at) {
    double mean = get(state, at + SUM) / state[at + COUNT];
    double variance = get(state, at + SQUARES) / state[at + COUNT] - mean * mean;
    return Math.max(leastDeviation, Math.sqrt(Math.max(0, variance)));
  }

  private void add(long[] state, int at, long gap) {
    int count = (int) state[at + COUNT];
    int next = (int) state[at + NEXT];
    if (count == window) {
      sum(state, at, state[at + RING + next], -1);
    } else {
      state[at + COUNT] = count + 1L;
    }
    state[at + RING + next] = gap;
    sum(state, at, gap, 1);
    next = (next + 1) % window;
    state[at + NEXT] = next;
    if (next == 0) {
      // Anew and from the mean of now: the sums do not drift, and keep their digits.
      state[at + ORIGIN] = Math.round(mean(state, at));
      set(state, at + SUM, 0);
      set(state, at + SQUARES, 0);
      for (int i = 0; i < window; i++) {
        sum(state, at, state[at + RING + i], 1);
      }
    }
  }

  private static void sum(long[] state, int at, long gap, int sign) {
    double difference = gap - state[at + ORIGIN];
    set(state, at + SUM, get(state, at + SUM) + sign * difference);
    set(state, at + SQUARES, get(state, at + SQUARES) + sign * difference * difference);
  }

  private static double get(long[] state, int index) {
    return longBitsToDouble(state[index]);
  }

  private static void set(long[] state, int index, double value) {
    state[index] = doubleToRawLongBits(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PhiAccrualDetector detector && detector.options.equals(options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return "phiAccrual("
        + options.threshold()
        + ", "
        + window
        + ", "
        + options.minStdDeviation()
        + ", "
        + options.acceptablePause()
        + ")";
  }
}
