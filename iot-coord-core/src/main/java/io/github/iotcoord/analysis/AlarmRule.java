package io.github.iotcoord.analysis;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When a series gives alarm. An alarm is raised when what is measured reaches the threshold and
 * stays there, without a sample between, for the hold time and number of samples; it is cleared
 * when a sample is back beyond the clearing level. With a clearing level apart from the threshold
 * (hysteresis), a value that swings about the threshold gives one alarm. Immutable.
 *
 * @param name the rule's name
 * @param metric the metric that it is for, or null for all
 * @param measure makes what is judged of a series' samples, one for each series
 * @param above whether the alarm is for values at or above the threshold, or at or below it
 * @param threshold what raises the alarm
 * @param clearing what clears it: below it, or above it if the alarm is for low values
 * @param hold for how much event time, from the first sample that reached the threshold to the one
 *     that raises the alarm
 * @param samples how many samples in a row must have reached it
 */
public record AlarmRule(
    String name,
    @Nullable String metric,
    Supplier<Measure> measure,
    boolean above,
    double threshold,
    double clearing,
    Duration hold,
    int samples) {

  /**
   * Creates a rule.
   *
   * @throws IllegalArgumentException if a part of it is missing or out of its range, or the
   *     clearing level is on the wrong side of the threshold
   */
  public AlarmRule {
    if (name == null || name.isBlank() || measure == null) {
      throw new IllegalArgumentException("a rule must have a name and a measure");
    }
    if (!Double.isFinite(threshold) || !Double.isFinite(clearing)) {
      throw new IllegalArgumentException(
          "the levels of " + name + " must be finite, were " + threshold + " and " + clearing);
    }
    if (above ? clearing > threshold : clearing < threshold) {
      throw new IllegalArgumentException(
          "the clearing level of "
              + name
              + " is on the wrong side of the threshold: "
              + clearing
              + " for "
              + threshold);
    }
    Spans.requireNotNegative("hold", hold);
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be positive, was " + samples);
    }
  }

  private static AlarmRule of(
      String name, Supplier<Measure> measure, boolean above, double threshold, double clearing) {
    return new AlarmRule(name, null, measure, above, threshold, clearing, Duration.ZERO, 1);
  }

  private static Measure value() {
    return (time, value) -> OptionalDouble.of(value);
  }

  /**
   * Returns a rule for high values.
   *
   * @param name the rule's name
   * @param threshold the value that raises the alarm, and those above
   * @param clearing values below it clear it
   * @return the rule, for all metrics
   */
  public static AlarmRule above(String name, double threshold, double clearing) {
    return of(name, AlarmRule::value, true, threshold, clearing);
  }

  /**
   * Returns a rule for low values.
   *
   * @param name the rule's name
   * @param threshold the value that raises the alarm, and those below
   * @param clearing values above it clear it
   * @return the rule, for all metrics
   */
  public static AlarmRule below(String name, double threshold, double clearing) {
    return of(name, AlarmRule::value, false, threshold, clearing);
  }

  /**
   * Returns a rule for values that rise fast, from one sample to the next.
   *
   * @param name the rule's name
   * @param perSecond the rise per second that raises the alarm
   * @param clearing a rise per second below it clears it
   * @return the rule, for all metrics
   */
  public static AlarmRule risingBy(String name, double perSecond, double clearing) {
    return of(name, RateMeasure::new, true, perSecond, clearing);
  }

  /**
   * Returns a rule for values that fall fast, from one sample to the next.
   *
   * @param name the rule's name
   * @param perSecond the fall per second, a positive number, that raises the alarm
   * @param clearing a fall per second below it clears it
   * @return the rule, for all metrics; it measures changes, so falls are negative
   */
  public static AlarmRule fallingBy(String name, double perSecond, double clearing) {
    return of(name, RateMeasure::new, false, -perSecond, -clearing);
  }

  /**
   * Returns a rule for values that are unlike those before: raised at an {@link AnomalyScore} of 3,
   * cleared below 1.5.
   *
   * @param name the rule's name
   * @param options how scores are computed
   * @return the rule, for all metrics
   */
  public static AlarmRule anomaly(String name, AnomalyOptions options) {
    return of(name, () -> new AnomalyScore(options), true, 3, 1.5);
  }

  /**
   * Restricts the rule to a metric.
   *
   * @param newMetric the metric
   * @return a new rule
   */
  public AlarmRule withMetric(String newMetric) {
    return new AlarmRule(name, newMetric, measure, above, threshold, clearing, hold, samples);
  }

  /**
   * Returns the same rule with other levels.
   *
   * @param newThreshold what raises the alarm
   * @param newClearing what clears it
   * @return a new rule
   */
  public AlarmRule withLevels(double newThreshold, double newClearing) {
    return new AlarmRule(name, metric, measure, above, newThreshold, newClearing, hold, samples);
  }

  /**
   * Returns the same rule with another hold time.
   *
   * @param newHold for how much event time the threshold must have been reached
   * @return a new rule
   */
  public AlarmRule withHold(Duration newHold) {
    return new AlarmRule(name, metric, measure, above, threshold, clearing, newHold, samples);
  }

  /**
   * Returns the same rule with another number of samples.
   *
   * @param newSamples how many samples in a row must have reached the threshold
   * @return a new rule
   */
  public AlarmRule withSamples(int newSamples) {
    return new AlarmRule(name, metric, measure, above, threshold, clearing, hold, newSamples);
  }

  boolean raises(double measured) {
    return above ? measured >= threshold : measured <= threshold;
  }

  boolean clears(double measured) {
    return above ? measured < clearing : measured > clearing;
  }
}
