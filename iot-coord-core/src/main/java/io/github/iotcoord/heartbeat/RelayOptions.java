package io.github.iotcoord.heartbeat;

import java.time.Duration;

/**
 * How a {@link BeatRelay} passes beats on. Immutable; begin with {@link #defaults()}.
 *
 * @param partitions by how many partitions the fleet's monitors share it; all relays and monitors
 *     of a fleet must agree, from 1 to 4096
 * @param flush how often what came is written, from 10 ms to 1 s
 * @param pageBytes about how large a page may get; from 1 KiB to 256 KiB
 * @param unreadPages how many pages of one partition may wait for the monitors before the oldest is
 *     given up for a newer one; from 2 to 1000
 * @param buffered of how many devices beats may wait in memory; at least 1000
 */
public record RelayOptions(
    int partitions, Duration flush, int pageBytes, int unreadPages, int buffered) {

  /**
   * Creates options.
   *
   * @param partitions by how many partitions the monitors share the fleet
   * @param flush how often what came is written
   * @param pageBytes about how large a page may get
   * @param unreadPages how many pages of one partition may wait for the monitors
   * @param buffered of how many devices beats may wait in memory
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public RelayOptions {
    SharedMonitorOptions.requireRange("partitions", partitions, 1, 4_096);
    SharedMonitorOptions.requireRange("pageBytes", pageBytes, 1_024, 256 * 1_024);
    SharedMonitorOptions.requireRange("unreadPages", unreadPages, 2, 1_000);
    SharedMonitorOptions.requireRange("buffered", buffered, 1_000, Integer.MAX_VALUE);
    if (flush == null
        || flush.compareTo(Duration.ofMillis(10)) < 0
        || flush.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException("flush must be from 10 ms to 1 s, was " + flush);
    }
  }

  /**
   * Returns the defaults: 64 partitions, a flush every 100 ms, pages of 128 KiB, of which 16 may be
   * unread, and beats of a million devices in memory.
   *
   * @return the defaults
   */
  public static RelayOptions defaults() {
    return new RelayOptions(64, Duration.ofMillis(100), 128 * 1_024, 16, 1_000_000);
  }

  /**
   * Returns the same options with another number of partitions.
   *
   * @param number the number that the monitors have too
   * @return new options
   */
  public RelayOptions withPartitions(int number) {
    return new RelayOptions(number, flush, pageBytes, unreadPages, buffered);
  }

  /**
   * Returns the same options with another flush interval.
   *
   * @param interval how often what came is written
   * @return new options
   */
  public RelayOptions withFlush(Duration interval) {
    return new RelayOptions(partitions, interval, pageBytes, unreadPages, buffered);
  }

  /**
   * Returns the same options with another size of pages.
   *
   * @param bytes about how large a page may get
   * @return new options
   */
  public RelayOptions withPageBytes(int bytes) {
    return new RelayOptions(partitions, flush, bytes, unreadPages, buffered);
  }

  /**
   * Returns the same options with another number of pages that may wait.
   *
   * @param pages how many pages of one partition may wait for the monitors
   * @return new options
   */
  public RelayOptions withUnreadPages(int pages) {
    return new RelayOptions(partitions, flush, pageBytes, pages, buffered);
  }

  /**
   * Returns the same options with another bound on the buffers.
   *
   * @param devices of how many devices beats may wait in memory
   * @return new options
   */
  public RelayOptions withBuffered(int devices) {
    return new RelayOptions(partitions, flush, pageBytes, unreadPages, devices);
  }
}
