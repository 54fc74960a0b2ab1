package io.github.iotcoord.registry;

import org.jspecify.annotations.Nullable;

/**
 * A change in the registry.
 *
 * @param kind what happened
 * @param before the device as it was, null if it was added
 * @param after the device as it is, null if it was removed
 */
public record DeviceEvent(
    Kind kind, @Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {

  /** What happened to a device. */
  public enum Kind {
    /** It was registered for the first time. */
    ADDED,
    /** Its record was written again. */
    UPDATED,
    /** It was deregistered. */
    REMOVED
  }

  /**
   * Returns the device that the event is about, as it is or, if it was removed, as it was.
   *
   * @return the device
   */
  public RegisteredDevice device() {
    RegisteredDevice device = after != null ? after : before;
    if (device == null) {
      throw new IllegalStateException("an event without a device");
    }
    return device;
  }
}
