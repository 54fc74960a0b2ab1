package io.github.iotcoord.failure;

import org.jspecify.annotations.Nullable;

/** 2W-FD of Tomsic and others: the later of two expected arrivals and a fixed margin. */
final class TwoWindowDetector extends ExpectedArrivalDetector {
  private final TwoWindowOptions options;
  private final double margin;

  TwoWindowDetector(TwoWindowOptions options) {
    super(options.shortWindow(), options.longWindow());
    this.options = options;
    this.margin = options.margin().toNanos();
  }

  @Override
  double margin(long[] state, int at) {
    return margin;
  }

  @Override
  void late(long[] state, int at, double late) {
    // The margin is fixed.
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TwoWindowDetector detector && detector.options.equals(options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return "twoWindow("
        + options.shortWindow()
        + ", "
        + options.longWindow()
        + ", "
        + options.margin()
        + ")";
  }
}
