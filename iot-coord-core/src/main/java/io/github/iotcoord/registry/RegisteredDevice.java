package io.github.iotcoord.registry;

import java.time.Instant;

/**
 * A device as the registry has it. Immutable.
 *
 * @param device its description
 * @param owner the identity of the process that registered it last and speaks for it
 * @param claim the life of that process, so that a restarted one is told from its predecessor
 * @param version the record's version, for {@link DeviceRegistry#update}; counts from 0 since the
 *     record was created
 * @param registeredAt when the owner registered it, by the owner's wall clock; for show
 * @param adminState whether it may be used
 */
public record RegisteredDevice(
    Device device,
    String owner,
    String claim,
    int version,
    Instant registeredAt,
    AdminState adminState) {

  /**
   * Returns the device's id.
   *
   * @return the id
   */
  public DeviceId id() {
    return device.id();
  }
}
