package io.github.iotcoord.failure;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

/**
 * Expects the next beat where the last ones say, as NFD-E does, and gives it a margin.
 *
 * <p>Of beats i in a window, with numbers s and arrivals A, the next one, numbered l + 1, is
 * expected at the mean of A(i) - p s(i), plus p (l + 1). The period p is the declared one at first.
 * It is learned from the window itself, as the slope between the middles of its two halves: after
 * 16 beats, each time that the number of beats has doubled, and each time that the ring of the last
 * beats is full. A beat that is off by more than eight periods begins a new window, and teaches the
 * period of the one that it ends.
 */
abstract class ExpectedArrivalDetector extends OrderedDetector {
  private static final int COUNT = OrderedDetector.USED;
  private static final int NEXT = COUNT + 1;
  private static final int NUMBER = COUNT + 2;
  private static final int ORIGIN = COUNT + 3;
  private static final int ORIGIN_NUMBER = COUNT + 4;
  private static final int SUM = COUNT + 5;
  private static final int SHORT_SUM = COUNT + 6;
  private static final int RING = COUNT + 7;

  private static final int ENOUGH_TO_LEARN = 16;

  private final int window;
  private final int shortWindow;

  /** Where in a state that of a subclass begins. */
  final int used;

  /** The later of the estimates by two windows counts. */
  ExpectedArrivalDetector(int shortWindow, int window) {
    this.shortWindow = shortWindow;
    this.window = window;
    this.used = RING + 2 * window;
  }

  /** The margin after an expected arrival. */
  abstract double margin(long[] state, int at);

  /** A beat in order came so much later than it was expected. */
  abstract void late(long[] state, int at, double late);

  @Override
  public int stateSize() {
    return used;
  }

  @Override
  void periodKnown(long[] state, int at) {}

  @Override
  final void begin(long[] state, int at) {
    state[at + COUNT] = 0;
    state[at + NEXT] = 0;
    set(state, at + SUM, 0);
    set(state, at + SHORT_SUM, 0);
  }

  @Override
  final void first(long[] state, int at, long now) {
    state[at + ORIGIN] = now;
    state[at + ORIGIN_NUMBER] = 0;
    add(state, at, now, 0);
  }

  @Override
  final void next(long[] state, int at, long now, long gap, long steps) {
    long number = state[at + NUMBER] + steps;
    double late = now - state[at + ORIGIN] - expected(state, at, number, SUM, window);
    if (Math.abs(late) > (double) OUTAGE * state[at + PERIOD]) {
      long count = state[at + COUNT];
      setPeriod(state, at, count > 1 ? slope(state, at) : (double) gap / steps);
      begin(state, at);
      first(state, at, now);
    } else {
      late(state, at, late);
      add(state, at, now, number);
    }
  }

  @Override
  final double patience(long[] state, int at) {
    double margin = margin(state, at);
    if (state[at + COUNT] == 0) {
      return state[at + PERIOD] + margin;
    }
    long number = state[at + NUMBER] + 1;
    double expected = expected(state, at, number, SUM, window);
    if (shortWindow < window) {
      expected = Math.max(expected, expected(state, at, number, SHORT_SUM, shortWindow));
    }
    // A beat that arrives when the next one is due already is still given the margin.
    double silent = silentSince(state, at) - state[at + ORIGIN];
    return Math.max(0, expected - silent) + margin;
  }

  /** When a beat is expected, after the origin. */
  private static double expected(long[] state, int at, long number, int sum, int beats) {
    double mean = get(state, at + sum) / Math.min(beats, state[at + COUNT]);
    return mean + (double) state[at + PERIOD] * (number - state[at + ORIGIN_NUMBER]);
  }

  private void add(long[] state, int at, long arrival, long number) {
    int count = (int) state[at + COUNT];
    int next = (int) state[at + NEXT];
    if (count == window) {
      change(state, at, SUM, -offset(state, at, next));
    }
    if (count >= shortWindow) {
      change(state, at, SHORT_SUM, -offset(state, at, (next - shortWindow + window) % window));
    }
    int entry = at + RING + 2 * next;
    state[entry] = arrival;
    state[entry + 1] = number;
    state[at + NUMBER] = number;
    change(state, at, SUM, offset(state, at, next));
    change(state, at, SHORT_SUM, offset(state, at, next));
    count = Math.min(count + 1, window);
    next = (next + 1) % window;
    state[at + COUNT] = count;
    state[at + NEXT] = next;
    boolean doubled = count >= ENOUGH_TO_LEARN && count < window && Integer.bitCount(count) == 1;
    if (doubled || next == 0) {
      double slope = slope(state, at);
      if (slope > 0) {
        setPeriod(state, at, slope);
      }
      sumAgain(state, at);
    }
  }

  /** The beat's arrival less its number times the period, both counted from the origin. */
  private static double offset(long[] state, int at, int index) {
    int entry = at + RING + 2 * index;
    return (state[entry] - state[at + ORIGIN])
        - (double) state[at + PERIOD] * (state[entry + 1] - state[at + ORIGIN_NUMBER]);
  }

  /** The time for one number between the mean beats of the older and the newer half. */
  private double slope(long[] state, int at) {
    int count = (int) state[at + COUNT];
    int oldest = (int) state[at + NEXT] - count + window;
    int half = count / 2;
    double time = 0;
    double numbers = 0;
    for (int i = 0; i < half; i++) {
      int early = at + RING + 2 * ((oldest + i) % window);
      int late = at + RING + 2 * ((oldest + count - 1 - i) % window);
      time += state[late] - state[early];
      numbers += state[late + 1] - state[early + 1];
    }
    return time / numbers;
  }

  /** Sums anew, from the latest beat: the sums do not drift, nor grow with the clock. */
  private void sumAgain(long[] state, int at) {
    int count = (int) state[at + COUNT];
    int latest = ((int) state[at + NEXT] - 1 + window) % window;
    state[at + ORIGIN] = state[at + RING + 2 * latest];
    state[at + ORIGIN_NUMBER] = state[at + NUMBER];
    double sum = 0;
    double shortSum = 0;
    for (int i = 0; i < count; i++) {
      double offset = offset(state, at, (latest - i + window) % window);
      sum += offset;
      if (i < shortWindow) {
        shortSum += offset;
      }
    }
    set(state, at + SUM, sum);
    set(state, at + SHORT_SUM, shortSum);
  }

  private static void change(long[] state, int at, int sum, double by) {
    set(state, at + sum, get(state, at + sum) + by);
  }

  static double get(long[] state, int index) {
    return longBitsToDouble(state[index]);
  }

  static void set(long[] state, int index, double value) {
    state[index] = doubleToRawLongBits(value);
  }
}
