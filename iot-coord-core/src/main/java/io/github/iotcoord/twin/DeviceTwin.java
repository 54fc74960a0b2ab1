package io.github.iotcoord.twin;

import io.github.iotcoord.registry.DeviceId;

/**
 * What a device should be like, and what it is like, as it was read. Immutable.
 *
 * @param device the device
 * @param group its group, by the registry; may be empty
 * @param own what is desired of this device alone
 * @param inherited what is desired of its group
 * @param reported what its gateway has reported
 * @param applied the version of the desired state that its gateway has acknowledged last
 */
public record DeviceTwin(
    DeviceId device,
    String group,
    VersionedState own,
    VersionedState inherited,
    VersionedState reported,
    DesiredVersion applied) {

  /**
   * Returns what the device should be like: its own desired state laid over that of its group.
   *
   * @return the effective desired state
   */
  public TwinState desired() {
    return inherited.state().overriddenBy(own.state());
  }

  /**
   * Returns the version of {@link #desired()}.
   *
   * @return the version
   */
  public DesiredVersion version() {
    return new DesiredVersion(own.version(), group, inherited.version());
  }

  /**
   * Returns what is desired and not, or differently, reported.
   *
   * @return the difference, empty if there is none
   */
  public TwinState delta() {
    return desired().differenceFrom(reported.state());
  }

  /**
   * Tells whether the gateway has not yet acknowledged what is desired now.
   *
   * @return whether the version applied is another one
   */
  public boolean isPending() {
    return !version().equals(applied);
  }
}
