package io.github.iotcoord.heartbeat;

/** What is known of all devices of one gateway together. */
public enum GroupStatus {
  /** The gateway is there and hears its devices as it should. */
  UP,
  /**
   * Most of its devices fell silent together: the cause is more likely where they are heard than in
   * each of them. Those that would be DOWN are {@link DeviceStatus#UNREACHABLE}.
   */
  SILENT,
  /** The gateway itself is gone: its devices are {@link DeviceStatus#UNREACHABLE}. */
  GONE
}
