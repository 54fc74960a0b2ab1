package io.github.iotcoord.failure;

/**
 * How much later than expected a beat may come before waiting for it pays no more: the point from
 * which its probability density, that of a two-sided exponential distribution, or of a stretched
 * one where the tail is heavier, is below the price of waiting.
 */
final class Margin {
  private static final double HEAVIER = 1.3;
  private static final double HEAVIEST = 0.35;
  private static final double LEAST_DEVIATION = 1e-4;
  private static final double LONGEST = 1;
  private static final int ROUNDS = 3;

  private final double deviation;
  private final double exponent;
  private final double price;

  /**
   * @param deviation the mean deviation, in periods
   * @param tail the deviation that the tail speaks of, in periods
   * @param price how much less probable a mistake must become by a period of waiting
   */
  Margin(double deviation, double tail, double price) {
    this.deviation = Math.max(deviation, LEAST_DEVIATION);
    double heavier = tail / this.deviation / HEAVIER;
    this.exponent =
        heavier > 1 ? Math.max(HEAVIEST, Math.min(1, 1.02 / Math.log(2.77 * heavier))) : 1;
    this.price = price;
  }

  /** The margin, in periods, for a beat that comes at all with a probability. */
  double of(double probability) {
    double log = Math.log(probability / (2 * deviation * price));
    if (log <= 0) {
      return 2 * log * deviation;
    }
    double deviations = log;
    if (exponent < 1) {
      deviations = Math.pow(log, 1 / exponent);
      for (int i = 0; i < ROUNDS; i++) {
        double next =
            log + Math.log(exponent) + (exponent - 1) * Math.log(Math.max(deviations, 0.1));
        deviations = next > 0 ? Math.pow(next, 1 / exponent) : 0;
      }
    }
    return Math.min(deviations * deviation, LONGEST);
  }
}
