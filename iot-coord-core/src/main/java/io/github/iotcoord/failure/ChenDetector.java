package io.github.iotcoord.failure;

import org.jspecify.annotations.Nullable;

/** NFD-E of Chen, Toueg and Aguilera: the expected arrival and a fixed margin. */
final class ChenDetector extends ExpectedArrivalDetector {
  private final ChenOptions options;
  private final double margin;

  ChenDetector(ChenOptions options) {
    super(options.window(), options.window());
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
    return other instanceof ChenDetector detector && detector.options.equals(options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return "chen(" + options.window() + ", " + options.margin() + ")";
  }
}
