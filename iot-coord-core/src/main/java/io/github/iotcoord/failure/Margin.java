package io.github.iotcoord.failure;

/**
 * How much later than expected a beat may come before waiting for it pays no more: the point from
 * which its probability density, that of a two-sided exponential distribution, or of a stretched
 * one where the tail is heavier, is below the price of waiting. Not thread-safe; used for one
 * device after another.
 */
final class Margin {
  private static final double HEAVIER = 1.1;
  private static final double HEAVIEST = 0.35;
  private static final double LEAST_DEVIATION = 1e-4;
  private static final double LONGEST = 1;
  private static final int ROUNDS = 2;

  /** Nearer to nothing than a tenth of a deviation the stretched density is not believed. */
  private static final double LOG_LEAST = Math.log(0.1);

  private double deviation;
  private double exponent;
  private double logExponent;
  private double log;

  /**
   * Sets what it depends on.
   *
   * @param deviation the mean deviation, in periods
   * @param tail the deviation that the tail speaks of, in periods
   * @param price how much less probable a mistake must become by a period of waiting
   */
  void fit(double deviation, double tail, double price) {
    this.deviation = Math.max(deviation, LEAST_DEVIATION);
    double heavier = tail / this.deviation / HEAVIER;
    this.exponent =
        heavier > 1 ? Math.max(HEAVIEST, Math.min(1, 1.02 / Math.log(2.77 * heavier))) : 1;
    this.logExponent = exponent < 1 ? Math.log(exponent) : 0;
    this.log = -Math.log(2 * this.deviation * price);
  }

  /** The margin, in periods, for a beat that comes at all with a probability of that logarithm. */
  double of(double logProbability) {
    double height = log + logProbability;
    if (height <= 0) {
      return 2 * height * deviation;
    }
    if (exponent == 1) {
      return Math.min(height * deviation, LONGEST);
    }
    // The density has a power of the margin in it: its logarithm is put in after each round.
    double margin = Math.log(height) / exponent;
    for (int i = 0; i < ROUNDS; i++) {
      double next = height + logExponent + (exponent - 1) * Math.max(margin, LOG_LEAST);
      if (next <= 0) {
        return 0;
      }
      margin = Math.log(next) / exponent;
    }
    return Math.min(Math.exp(margin) * deviation, LONGEST);
  }
}
