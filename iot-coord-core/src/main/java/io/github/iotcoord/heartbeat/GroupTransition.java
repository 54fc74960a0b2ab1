package io.github.iotcoord.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * A change of the state of a gateway's devices together: one event, however many devices it is
 * about.
 *
 * @param before the state before, null when the gateway is heard of for the first time
 * @param after the state after, null when nothing of the gateway is left
 */
public record GroupTransition(@Nullable GroupHealth before, @Nullable GroupHealth after) {}
