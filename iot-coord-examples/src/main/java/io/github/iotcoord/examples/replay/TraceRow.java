package io.github.iotcoord.examples.replay;

import io.github.iotcoord.registry.DeviceId;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One row of a trace.
 *
 * @param arrivalMs when the packet arrived, in milliseconds since 1970
 * @param device who sent it
 * @param sequence the device's own number for it, if it has one
 * @param values a value for each metric of the trace, null where the row has none
 */
record TraceRow(
    long arrivalMs, DeviceId device, OptionalLong sequence, List<@Nullable Double> values) {}
