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
    /** It is there, and was not before: as far as the view could read it. */
    ADDED,
    /**
     * Its record was written again, or was deleted and created again while the view was not told.
     */
    UPDATED,
    /** It is gone: deregistered, or its record cannot be read any more. */
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
