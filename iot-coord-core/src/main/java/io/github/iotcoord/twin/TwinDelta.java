package io.github.iotcoord.twin;

import io.github.iotcoord.registry.DeviceId;

/**
 * What a device should be like from now on, for its gateway to bring about. Immutable.
 *
 * @param device the device
 * @param version the version of the desired state, to be acknowledged by {@link
 *     DeviceTwins#report(TwinDelta, TwinPatch)}
 * @param desired all that is desired: the device's own desired state laid over that of its group
 * @param delta what of that has not, or differently, been reported; empty if the device is said to
 *     be so already, or if something is only no longer desired
 */
public record TwinDelta(
    DeviceId device, DesiredVersion version, TwinState desired, TwinState delta) {

  /**
   * Creates a delta.
   *
   * @throws IllegalArgumentException if a part of it is missing
   */
  public TwinDelta {
    JsonValues.required("device", device);
    JsonValues.required("version", version);
    JsonValues.required("desired", desired);
    JsonValues.required("delta", delta);
  }
}
