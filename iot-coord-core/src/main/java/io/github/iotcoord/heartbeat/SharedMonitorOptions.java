package io.github.iotcoord.heartbeat;

import java.time.Duration;

/**
 * How a {@link SharedHeartbeatMonitor} works. Immutable; begin with {@link #defaults()}.
 *
 * @param partitions by how many partitions the monitors share the fleet; all relays and monitors of
 *     a fleet must agree, from 1 to 4096. Some ten for each monitor share it evenly
 * @param judging how it judges; the tick, at most a second, is also how often it publishes
 * @param relayPatience after how long without a sign of a relay that is a member the clock of
 *     silence stands still; from 500 ms to a minute. Nobody is condemned for time in which a relay
 *     was not heard, however short it was: this is about when a grace begins
 */
public record SharedMonitorOptions(
    int partitions, HeartbeatOptions judging, Duration relayPatience) {

  /**
   * Creates options.
   *
   * @param partitions by how many partitions the monitors share the fleet
   * @param judging how it judges
   * @param relayPatience after how long without a sign of a relay the clock stands still
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public SharedMonitorOptions {
    requireRange("partitions", partitions, 1, 4_096);
    if (judging == null || judging.tick().compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException(
          "judging must be given, with a tick of at most 1 s, was " + judging);
    }
    if (relayPatience == null
        || relayPatience.compareTo(Duration.ofMillis(500)) < 0
        || relayPatience.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "relayPatience must be from 500 ms to 1 minute, was " + relayPatience);
    }
  }

  static void requireRange(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be from " + least + " to " + most + ", was " + value);
    }
  }

  /**
   * Returns the defaults: 64 partitions, the default {@link HeartbeatOptions}, 2 s of patience.
   *
   * @return the defaults
   */
  public static SharedMonitorOptions defaults() {
    return new SharedMonitorOptions(64, HeartbeatOptions.defaults(), Duration.ofSeconds(2));
  }

  /**
   * Returns the same options with another number of partitions.
   *
   * @param number the number that the relays have too
   * @return new options
   */
  public SharedMonitorOptions withPartitions(int number) {
    return new SharedMonitorOptions(number, judging, relayPatience);
  }

  /**
   * Returns the same options with another way to judge.
   *
   * @param options how it judges
   * @return new options
   */
  public SharedMonitorOptions withJudging(HeartbeatOptions options) {
    return new SharedMonitorOptions(partitions, options, relayPatience);
  }

  /**
   * Returns the same options with another patience.
   *
   * @param patience after how long without a sign of a relay the clock stands still
   * @return new options
   */
  public SharedMonitorOptions withRelayPatience(Duration patience) {
    return new SharedMonitorOptions(partitions, judging, patience);
  }
}
