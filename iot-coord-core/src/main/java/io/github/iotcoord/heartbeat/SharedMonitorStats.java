package io.github.iotcoord.heartbeat;

/**
 * What a {@link SharedHeartbeatMonitor} has done so far.
 *
 * @param beats how many beats its judges took
 * @param strangers how many beats came of devices that are not tracked
 * @param pages how many pages of the relays it took
 * @param unreadable how many of them could not be read, and were passed over
 */
public record SharedMonitorStats(long beats, long strangers, long pages, long unreadable) {}
