package io.github.iotcoord.registry;

/**
 * A change of a device's description. Immutable.
 *
 * @param device the new description
 * @param expectedVersion the version that the change is based on, or {@value #ANY_VERSION} for any
 */
public record DeviceUpdate(Device device, int expectedVersion) {
  /** Stands for whatever version the registry has. */
  public static final int ANY_VERSION = -1;

  /**
   * Creates an update.
   *
   * @throws IllegalArgumentException if the device is null or the version below {@value
   *     #ANY_VERSION}
   */
  public DeviceUpdate {
    if (device == null) {
      throw new IllegalArgumentException("device must not be null");
    }
    if (expectedVersion < ANY_VERSION) {
      throw new IllegalArgumentException(
          "expectedVersion must not be negative, was " + expectedVersion);
    }
  }

  /**
   * Returns an update that is made only if nobody changed the device meanwhile.
   *
   * @param device the new description
   * @param expectedVersion the version that it is based on
   * @return the update
   */
  public static DeviceUpdate of(Device device, int expectedVersion) {
    if (expectedVersion < 0) {
      throw new IllegalArgumentException(
          "expectedVersion must not be negative, was " + expectedVersion);
    }
    return new DeviceUpdate(device, expectedVersion);
  }

  /**
   * Returns an update that is made whatever version the registry has.
   *
   * @param device the new description
   * @return the update
   */
  public static DeviceUpdate unconditional(Device device) {
    return new DeviceUpdate(device, ANY_VERSION);
  }

  /**
   * Tells whether a version is expected.
   *
   * @return whether it is
   */
  public boolean isConditional() {
    return expectedVersion != ANY_VERSION;
  }
}
