package io.github.iotcoord.channel;

import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a channel's history to return. Immutable.
 *
 * @param device the device, or null for all
 * @param metric the metric, or null for all
 * @param from the first event time wanted
 * @param to the event time before which to stop, exclusive
 */
public record HistoryQuery(
    @Nullable DeviceId device, @Nullable String metric, Instant from, Instant to) {

  /**
   * Creates a query.
   *
   * @param device the device, or null for all
   * @param metric the metric, or null for all
   * @param from the first event time wanted
   * @param to the event time before which to stop
   * @throws IllegalArgumentException if an end of the range is missing, or the range is reversed
   */
  public HistoryQuery {
    if (from == null || to == null) {
      throw new IllegalArgumentException("from and to must not be null: " + from + " to " + to);
    }
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("to must not be before from: " + from + " to " + to);
    }
  }

  /**
   * Returns a query for everything within a range of time.
   *
   * @param from the first event time wanted
   * @param to the event time before which to stop, exclusive
   * @return the query
   */
  public static HistoryQuery between(Instant from, Instant to) {
    return new HistoryQuery(null, null, from, to);
  }

  /**
   * Restricts a query to a device.
   *
   * @param newDevice the device
   * @return a new query
   */
  public HistoryQuery of(DeviceId newDevice) {
    return new HistoryQuery(newDevice, metric, from, to);
  }

  /**
   * Restricts a query to a metric.
   *
   * @param newMetric the metric
   * @return a new query
   */
  public HistoryQuery of(String newMetric) {
    return new HistoryQuery(device, newMetric, from, to);
  }

  /**
   * Tells whether a sample is wanted.
   *
   * @param sample the sample
   * @return whether it meets every condition
   */
  public boolean matches(Sample sample) {
    return !sample.time().isBefore(from)
        && sample.time().isBefore(to)
        && (device == null || device.equals(sample.device()))
        && (metric == null || metric.equals(sample.metric()));
  }
}
