package io.github.iotcoord.registry;

/**
 * A device that was chosen and is being used, until it is closed. While it is open it counts as
 * load of the device, for selectors that choose the least loaded. Thread-safe.
 */
public interface DeviceUse extends AutoCloseable {

  /**
   * Returns the device that was chosen.
   *
   * @return the device as the view had it then
   */
  RegisteredDevice device();

  /** Says that using the device failed: it is not chosen for a while, if there are others. */
  void failed();

  /**
   * Ends the use; if {@link #failed} was not called, it went well, and earlier errors of the device
   * are forgotten. Idempotent.
   */
  @Override
  void close();
}
