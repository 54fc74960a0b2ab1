package io.github.iotcoord.analysis;

import java.time.Instant;
import java.util.Comparator;

/**
 * What a window's samples of one metric come to. Immutable.
 *
 * @param scope whose samples they are
 * @param name the device's id or the group's name; empty for the fleet
 * @param metric the metric
 * @param start the window's first moment
 * @param end the moment that the window ends before
 * @param stats count, extremes, mean, variance, quantiles and rate of the values
 * @param revision 0 for the result that is given when the watermark passes the window's end, and
 *     one more for each that late samples have corrected: the highest counts
 */
public record WindowAggregate(
    WindowScope scope,
    String name,
    String metric,
    Instant start,
    Instant end,
    SampleStats stats,
    int revision) {

  /** By scope, name, metric, start. */
  static final Comparator<WindowAggregate> ORDER =
      Comparator.comparing(WindowAggregate::scope)
          .thenComparing(WindowAggregate::name)
          .thenComparing(WindowAggregate::metric)
          .thenComparing(WindowAggregate::start);
}
