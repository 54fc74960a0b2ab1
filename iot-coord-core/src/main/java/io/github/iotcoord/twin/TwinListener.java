package io.github.iotcoord.twin;

import io.github.iotcoord.registry.DeviceId;

/** Who hears, in a gateway, of what its devices should be like; see {@link TwinFollower}. */
@FunctionalInterface
public interface TwinListener {

  /**
   * Something else is desired of a device than was acknowledged.
   *
   * @param delta the newest desired state
   */
  void desired(TwinDelta delta);

  /**
   * A device is not followed any more, because this process does not own it: another gateway, or
   * another life of this one, has registered it since, or it is not registered.
   *
   * @param device the device
   */
  default void released(DeviceId device) {}
}
