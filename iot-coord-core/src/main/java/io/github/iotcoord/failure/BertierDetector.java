package io.github.iotcoord.failure;

import org.jspecify.annotations.Nullable;

/** Bertier, Marin and Sens: Chen's expected arrival and Jacobson's margin over its errors. */
final class BertierDetector extends ExpectedArrivalDetector {
  /** What a thread may be late, however regular the device: the least margin, in nanoseconds. */
  private static final double LEAST_MARGIN = 10e6;

  private final BertierOptions options;

  BertierDetector(BertierOptions options) {
    super(options.window(), options.window());
    this.options = options;
  }

  @Override
  public int stateSize() {
    return used + 2;
  }

  // As for a first round trip in RFC 6298: with phi 4, a margin of two periods.
  @Override
  void periodKnown(long[] state, int at) {
    set(state, at + used, 0);
    set(state, at + used + 1, state[at + PERIOD] / 2.0);
  }

  @Override
  void late(long[] state, int at, double late) {
    double delay = get(state, at + used);
    double deviation = get(state, at + used + 1);
    double error = late - delay;
    set(state, at + used, delay + options.gamma() * error);
    set(state, at + used + 1, deviation + options.gamma() * (Math.abs(error) - deviation));
  }

  @Override
  double margin(long[] state, int at) {
    double margin =
        options.beta() * get(state, at + used) + options.phi() * get(state, at + used + 1);
    return Math.max(LEAST_MARGIN, margin);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BertierDetector detector && detector.options.equals(options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return "bertier("
        + options.window()
        + ", "
        + options.beta()
        + ", "
        + options.phi()
        + ", "
        + options.gamma()
        + ")";
  }
}
