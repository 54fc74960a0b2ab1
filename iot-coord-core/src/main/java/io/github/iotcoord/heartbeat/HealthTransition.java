package io.github.iotcoord.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * A change of a device's state.
 *
 * @param before the state before, null when the device is heard of for the first time
 * @param after the state after, null when the device is not tracked any more
 */
public record HealthTransition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {}
