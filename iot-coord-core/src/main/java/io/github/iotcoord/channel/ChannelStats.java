package io.github.iotcoord.channel;

/**
 * What a channel object has met so far that should not be there. Immutable.
 *
 * @param unreadableSegments how many segments could not be read, and were left out
 * @param futureSamples how many samples {@link SensorDataChannel#latest} has passed over because
 *     their event time is too far ahead of when they were committed
 */
public record ChannelStats(long unreadableSegments, long futureSamples) {}
