package io.github.iotcoord.registry;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registry as a {@link DeviceView} had it at one moment. Several questions to one snapshot are
 * answered from the same devices. It never changes, holds no lock, and stays readable after the
 * view has been closed; as long as it is kept, so are its devices. Immutable and thread-safe.
 *
 * <p><b>Cost.</b> A query that names a type, a group, a tag, an attribute or a state costs what it
 * returns: it goes through the devices that meet the rarest of its conditions. The index that this
 * takes is made for later snapshots when a query first names such a thing, and kept up to date from
 * then on; until it is there, queries look at every device. At most 64 indexes are made, so an
 * application that asks for ever other attributes does not fill the memory.
 */
public interface DeviceSnapshot {

  /**
   * Returns a device.
   *
   * @param id the device
   * @return the device, or empty
   */
  Optional<RegisteredDevice> find(DeviceId id);

  /**
   * Returns the devices that a query matches.
   *
   * @param query the query
   * @return the devices, ordered by id; unmodifiable
   */
  List<RegisteredDevice> find(DeviceQuery query);

  /**
   * Returns how many devices a query matches.
   *
   * @param query the query
   * @return the number
   */
  int count(DeviceQuery query);

  /**
   * Returns how many devices there are.
   *
   * @return the number
   */
  int size();

  /**
   * Returns all devices, in no particular order and without a copy of them.
   *
   * @return the devices
   */
  Stream<RegisteredDevice> stream();
}
