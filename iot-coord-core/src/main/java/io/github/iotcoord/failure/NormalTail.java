package io.github.iotcoord.failure;

/** How far from its mean a normally distributed value must be to be as rare as asked for. */
final class NormalTail {
  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double SERIES_UP_TO = 3;
  private static final int TERMS = 200;

  /** Further down, the probability to be above is 1 as far as a double can tell. */
  private static final double LOWEST = -38;

  private NormalTail() {}

  /**
   * Returns y so that a normal value lies more than y standard deviations above its mean with the
   * probability 10^-phi. By bisection on the logarithm of the tail, which no phi makes underflow.
   */
  static double deviations(double phi) {
    double low = LOWEST;
    // The tail is less than the density: exp(-y²/2).
    double high = Math.sqrt(2 * Math.log(10) * phi) + 1;
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return high;
      }
      if (phi(middle) < phi) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /** The suspicion at y deviations after the mean: -log10 of the tail beyond y. */
  static double phi(double y) {
    double log = y < 0 ? Math.log1p(-Math.exp(logTail(-y))) : logTail(y);
    return -log / Math.log(10);
  }

  private static double logTail(double y) {
    double logDensity = -y * y / 2 - LOG_ROOT_TWO_PI;
    if (y < SERIES_UP_TO) {
      // 1/2 - density (y + y³/3 + y⁵/(3·5) + …)
      double term = y;
      double sum = y;
      for (int i = 1; i < TERMS; i++) {
        term *= y * y / (2 * i + 1);
        sum += term;
      }
      return Math.log(0.5 - Math.exp(logDensity) * sum);
    }
    // Laplace's continued fraction: density / (y + 1/(y + 2/(y + 3/(y + …))))
    double fraction = y;
    for (int i = TERMS; i > 0; i--) {
      fraction = y + i / fraction;
    }
    return logDensity - Math.log(fraction);
  }
}
