package io.github.iotcoord.registry;

import java.util.Optional;

/** Chooses one device at a time among those that a query matches. Thread-safe; does not block. */
@FunctionalInterface
public interface DeviceSelector {

  /**
   * Chooses a device.
   *
   * @return the device, or empty if the query matches none
   */
  Optional<RegisteredDevice> select();
}
