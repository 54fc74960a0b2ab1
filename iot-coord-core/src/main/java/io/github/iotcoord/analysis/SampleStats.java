package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What the values of some samples come to. Immutable, and safe for use by many threads.
 *
 * <p>Mean and variance are computed in one pass by Welford's method (B. P. Welford, Note on a
 * method for calculating corrected sums of squares and products, Technometrics 4(3), 1962), which
 * does not lose the variance of values that are large and close together. Quantiles are exact, by
 * linear interpolation between order statistics (type 7 of R. J. Hyndman and Y. Fan, Sample
 * quantiles in statistical packages, The American Statistician 50(4), 1996).
 */
public final class SampleStats {
  private final double[] values;
  private final double min;
  private final double max;
  private final double mean;
  private final double variance;
  private final double first;
  private final double last;
  private final double rate;
  // Computed when first asked for; two threads that do so at once arrive at the same.
  private volatile double @Nullable [] sorted;

  @SuppressWarnings("NullAway") // `earliest` and `latest` are set by the first sample
  private SampleStats(Collection<Sample> samples) {
    values = new double[samples.size()];
    int n = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    double average = 0;
    double squares = 0;
    Sample earliest = null;
    Sample latest = null;
    for (Sample sample : samples) {
      double value = sample.value();
      values[n++] = value;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
      double delta = value - average;
      average += delta / n;
      squares += delta * (value - average);
      if (earliest == null || sample.time().isBefore(earliest.time())) {
        earliest = sample;
      }
      if (latest == null || !sample.time().isBefore(latest.time())) {
        latest = sample;
      }
    }
    min = lowest;
    max = highest;
    mean = average;
    variance = n < 2 ? 0 : squares / (n - 1);
    first = earliest.value();
    last = latest.value();
    rate = ratePerSecond(earliest.time(), latest.time(), last - first);
  }

  /**
   * Computes statistics.
   *
   * @param samples the samples, in any order; not empty
   * @return their statistics
   * @throws IllegalArgumentException if there are none
   */
  public static SampleStats of(Collection<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("samples must not be empty");
    }
    return new SampleStats(samples);
  }

  /**
   * Returns how many samples there are.
   *
   * @return the number, at least 1
   */
  public long count() {
    return values.length;
  }

  /**
   * Returns the smallest value.
   *
   * @return the minimum
   */
  public double min() {
    return min;
  }

  /**
   * Returns the greatest value.
   *
   * @return the maximum
   */
  public double max() {
    return max;
  }

  /**
   * Returns the arithmetic mean.
   *
   * @return the mean
   */
  public double mean() {
    return mean;
  }

  /**
   * Returns the sample variance, with one less than the count in the denominator.
   *
   * @return the variance; 0 for a single sample
   */
  public double variance() {
    return variance;
  }

  /**
   * Returns the value with the earliest event time, the first given of those that share it.
   *
   * @return the first value
   */
  public double first() {
    return first;
  }

  /**
   * Returns the value with the latest event time, the last given of those that share it.
   *
   * @return the last value
   */
  public double last() {
    return last;
  }

  /**
   * Returns how fast the value changed: the last less the first, by the event time between them.
   *
   * @return the change per second; 0 where no time lies between them
   */
  public double rate() {
    return rate;
  }

  /**
   * Returns a quantile, exact.
   *
   * @param q which, from 0 (the minimum) to 1 (the maximum); 0.5 is the median
   * @return the value below which this part of the values lies
   * @throws IllegalArgumentException if q is out of its range
   */
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("q must be from 0 to 1, was " + q);
    }
    double[] ordered = sorted;
    if (ordered == null) {
      ordered = values.clone();
      Arrays.sort(ordered);
      sorted = ordered;
    }
    double position = q * (ordered.length - 1);
    int below = (int) position;
    double part = position - below;
    return part == 0 ? ordered[below] : ordered[below] * (1 - part) + ordered[below + 1] * part;
  }

  private static double ratePerSecond(Instant from, Instant to, double change) {
    Duration time = Duration.between(from, to);
    return time.isZero() ? 0 : change / (time.toMillis() / 1000.0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SampleStats stats
        && Arrays.equals(values, stats.values)
        && Double.compare(first, stats.first) == 0
        && Double.compare(last, stats.last) == 0
        && Double.compare(rate, stats.rate) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "SampleStats[count=%d, min=%s, max=%s, mean=%s, variance=%s, first=%s, last=%s, rate=%s]",
        values.length,
        min,
        max,
        mean,
        variance,
        first,
        last,
        rate);
  }
}
