package io.github.iotcoord.analysis;

import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;

/**
 * What a window's samples of one metric of one device come to. Immutable.
 *
 * @param device the device
 * @param metric the metric
 * @param start the window's first moment
 * @param end the moment that the window ends before
 * @param stats count, extremes, mean, variance, quantiles and rate of the values
 */
public record WindowAggregate(
    DeviceId device, String metric, Instant start, Instant end, SampleStats stats) {}
