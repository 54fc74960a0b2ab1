package io.github.iotcoord.analysis;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Tells how unusual a series' values are, sample by sample: a robust z-score, of the smoothed level
 * and of the value itself.
 *
 * <p>The level is an exponentially weighted mean with the {@linkplain AnomalyOptions#span() span}
 * as its time constant, weighted by event time, so that uneven sampling does no harm. At the end of
 * each span the level and the last value are put into two rings, as long as the {@linkplain
 * AnomalyOptions#memory() memory}. The score of a level is its distance from the median of the
 * levels in the ring, by 1.4826 times their median absolute deviation, which for a normal
 * distribution is the standard deviation; neither follows the anomaly itself as long as it takes
 * less than half of the memory (F. R. Hampel, The influence curve and its role in robust
 * estimation, Journal of the American Statistical Association 69(346), 1974). The score of a value
 * is the same by the values in its ring, halved, because single values stray further. The greater
 * of the two counts: the level finds what fails slowly, the value what breaks at once. After a gap
 * of more than a span the level begins anew, and has no score for a span.
 *
 * <p>If more than half of the ring is one and the same, the mean absolute deviation takes the place
 * of the median one (B. Iglewicz and D. Hoaglin, How to detect and handle outliers, 1993). Scores
 * end at a million.
 *
 * <p>A sample costs some arithmetic, and once in a span two small sorts; the state is 2 KB with the
 * defaults. Not thread-safe.
 */
public final class AnomalyScore implements Measure {
  private static final double VALUE_WEIGHT = 0.5;

  private final long span;
  private final int probation;
  private final Baseline levels;
  private final Baseline values;
  private boolean started;
  private double level;
  private long levelSince;
  private long newest;
  private double last;

  /**
   * Creates the score of a series without samples.
   *
   * @param options how it is computed
   */
  public AnomalyScore(AnomalyOptions options) {
    span = options.span().toMillis();
    probation = (int) options.probation().dividedBy(options.span());
    int size = (int) options.memory().dividedBy(options.span());
    levels = new Baseline(size, options.smallestDeviation());
    values = new Baseline(size, options.smallestDeviation());
  }

  /**
   * Takes the next sample of the series.
   *
   * @param time its event time
   * @param value its value, finite
   * @return how unusual the series is now, from 0 to a million; 3 is worth an alarm. Empty during
   *     the probation, which counts spans with samples
   * @throws IllegalArgumentException if the time is not after that of the sample before
   */
  @Override
  public OptionalDouble next(Instant time, double value) {
    long millis = time.toEpochMilli();
    if (started && millis <= newest) {
      throw new IllegalArgumentException(
          "time must be after " + Instant.ofEpochMilli(newest) + ", was " + time);
    }
    // Spans are those of 1970-01-01T00:00Z, so that a restart does not move them.
    if (started && Math.floorDiv(millis, span) != Math.floorDiv(newest, span)) {
      levels.add(level);
      values.add(last);
    }
    if (!started || millis - newest > span) {
      level = value;
      levelSince = millis;
    } else {
      double weight = -Math.expm1(-(double) (millis - newest) / span);
      level = level * (1 - weight) + value * weight;
    }
    started = true;
    newest = millis;
    last = value;
    if (levels.size() < probation) {
      return OptionalDouble.empty();
    }
    double score = values.deviation(value) * VALUE_WEIGHT;
    if (millis - levelSince >= span) {
      score = Math.max(score, levels.deviation(level));
    }
    return OptionalDouble.of(score);
  }
}
