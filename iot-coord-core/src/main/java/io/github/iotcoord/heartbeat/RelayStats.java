package io.github.iotcoord.heartbeat;

/**
 * What a {@link BeatRelay} has done so far.
 *
 * @param beats how many beats it took
 * @param pages how many pages it wrote
 * @param unread how many of its pages the monitors have not taken yet, as far as it knows
 * @param buffered of how many devices beats wait to be written
 * @param droppedPages how many pages it gave up, because newer ones were waiting and the monitors
 *     did not take them
 * @param droppedBeats how many beats were in them, or came when the buffers were full
 */
public record RelayStats(
    long beats, long pages, long unread, long buffered, long droppedPages, long droppedBeats) {}
