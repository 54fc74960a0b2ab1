package io.github.iotcoord.registry;

import io.github.iotcoord.wire.Names;

/**
 * The name of a device, unique in the fleet and an element of paths in ZooKeeper. Immutable.
 *
 * @param value 1 to 200 characters, without a slash or control characters
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

  /**
   * Creates an id.
   *
   * @throws IllegalArgumentException if the value cannot be an id, saying why
   */
  public DeviceId {
    Names.require("device id", value);
  }

  /**
   * Creates an id.
   *
   * @param value the device's name
   * @return the id
   */
  public static DeviceId of(String value) {
    return new DeviceId(value);
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
