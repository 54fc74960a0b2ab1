package io.github.iotcoord.registry;

/**
 * How far a bulk call has got.
 *
 * @param done how many devices it has been done for
 * @param failed how many it has failed for
 */
public record BulkProgress(long done, long failed) {}
