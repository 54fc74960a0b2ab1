package io.github.iotcoord.heartbeat;

/** What is known of a device's life. */
public enum DeviceStatus {
  /** Beats arrive as they should. */
  UP,
  /** A beat is late: the device may be dying, or its beats may have been lost. */
  SUSPECT,
  /** Silent for so long that it must be taken for dead. */
  DOWN,
  /** Nobody can tell: the gateway that heard the device is gone, or has been restarted. */
  UNREACHABLE
}
