package io.github.iotcoord.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.registry.DeviceId;

/**
 * A device that a {@link HeartbeatMonitor} tracks: a handle that takes its beats without looking
 * the device up. It says nothing that the monitor's own methods would not do with the device's id,
 * and need not be kept. Thread-safe; no method waits for ZooKeeper.
 *
 * <p>The handle of a device that has been untracked does nothing. When the device is tracked again,
 * use the new handle: the old one may or may not take its beats.
 */
public interface TrackedDevice extends AutoCloseable {

  /**
   * Returns the device.
   *
   * @return its id
   */
  DeviceId device();

  /**
   * Notes a beat that arrived now.
   *
   * @return whether the device is tracked
   * @throws CoordinationClosedException if the monitor is closed
   */
  boolean beat();

  /**
   * Notes a beat with the device's own sequence number, by which loss can be told from delay.
   *
   * @param sequence the number; gaps are losses, a lower number is a restart or came late
   * @return whether the device is tracked
   * @throws CoordinationClosedException if the monitor is closed
   */
  boolean beat(long sequence);

  /** Untracks the device, as {@link HeartbeatMonitor#untrack} does; not needed otherwise. */
  @Override
  void close();
}
