package io.github.iotcoord.registry;

import org.jspecify.annotations.Nullable;

/**
 * Why a bulk call failed for one device.
 *
 * @param id the device; null where the input had a null, or could not be read further
 * @param outcomeKnown true: it has not been carried out and will not be; false: it may have been,
 *     and only the registry can tell
 * @param cause what the single call would have thrown
 */
public record DeviceFailure(@Nullable DeviceId id, boolean outcomeKnown, RuntimeException cause) {}
