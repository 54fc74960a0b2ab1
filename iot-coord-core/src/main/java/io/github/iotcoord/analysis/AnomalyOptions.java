package io.github.iotcoord.analysis;

import java.time.Duration;

/**
 * How an {@link AnomalyScore} is computed. Immutable; begin with {@link #defaults()}.
 *
 * @param span what counts as short: the time over which values are smoothed, and the distance of
 *     the levels that are remembered. Some tens of samples should come in it
 * @param memory what counts as usual: for how long levels are remembered; at most 10,000 spans
 * @param probation for how long nothing is said; at least a span, at most {@code memory}
 * @param smallestDeviation what deviation, in the metric's unit, is worth a score of at most 1:
 *     keeps a series that hardly ever changes from giving alarm at its sensor's resolution
 */
public record AnomalyOptions(
    Duration span, Duration memory, Duration probation, double smallestDeviation) {

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public AnomalyOptions {
    Spans.require("span", span);
    Spans.require("memory", memory);
    Spans.require("probation", probation);
    if (memory.dividedBy(span) > 10_000) {
      throw new IllegalArgumentException("memory must be at most 10,000 spans, was " + memory);
    }
    if (probation.compareTo(span) < 0 || probation.compareTo(memory) > 0) {
      throw new IllegalArgumentException(
          "probation must be from " + span + " to " + memory + ", was " + probation);
    }
    if (!(smallestDeviation >= 0) || Double.isInfinite(smallestDeviation)) {
      throw new IllegalArgumentException(
          "smallestDeviation must be finite and not negative, was " + smallestDeviation);
    }
  }

  /**
   * Returns the defaults, for machines: 6 hours, which is long for a disturbance and short for a
   * failure that comes slowly; 28 days, so that a day and a week's end are part of what is usual;
   * nothing said in the first week; no smallest deviation.
   *
   * @return the defaults
   */
  public static AnomalyOptions defaults() {
    return new AnomalyOptions(Duration.ofHours(6), Duration.ofDays(28), Duration.ofDays(7), 0);
  }

  /**
   * Returns the same options with other times.
   *
   * @param newSpan what counts as short
   * @param newMemory what counts as usual
   * @param newProbation for how long nothing is said
   * @return new options
   */
  public AnomalyOptions withTimes(Duration newSpan, Duration newMemory, Duration newProbation) {
    return new AnomalyOptions(newSpan, newMemory, newProbation, smallestDeviation);
  }

  /**
   * Returns the same options with another smallest deviation.
   *
   * @param deviation what deviation is worth a score of at most 1
   * @return new options
   */
  public AnomalyOptions withSmallestDeviation(double deviation) {
    return new AnomalyOptions(span, memory, probation, deviation);
  }
}
