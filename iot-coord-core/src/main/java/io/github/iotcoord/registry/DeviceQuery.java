package io.github.iotcoord.registry;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which devices to find: those that meet every condition given. Immutable.
 *
 * @param type the type, or null for any
 * @param group the group, or null for any
 * @param attributes attributes that a device must have, with these values
 */
public record DeviceQuery(
    @Nullable String type, @Nullable String group, Map<String, String> attributes) {
  private static final DeviceQuery ALL = new DeviceQuery(null, null, Map.of());

  /** Creates a query. */
  public DeviceQuery {
    attributes = Map.copyOf(attributes);
  }

  /**
   * Returns the query that every device meets.
   *
   * @return the query without conditions
   */
  public static DeviceQuery all() {
    return ALL;
  }

  /**
   * Returns a query for the devices of a type.
   *
   * @param type the type
   * @return the query
   */
  public static DeviceQuery ofType(String type) {
    return ALL.withType(type);
  }

  /**
   * Returns a query for the devices of a group.
   *
   * @param group the group
   * @return the query
   */
  public static DeviceQuery inGroup(String group) {
    return ALL.withGroup(group);
  }

  /**
   * Adds the condition that a device is of a type.
   *
   * @param newType the type
   * @return a new query
   */
  public DeviceQuery withType(String newType) {
    return new DeviceQuery(newType, group, attributes);
  }

  /**
   * Adds the condition that a device is in a group.
   *
   * @param newGroup the group
   * @return a new query
   */
  public DeviceQuery withGroup(String newGroup) {
    return new DeviceQuery(type, newGroup, attributes);
  }

  /**
   * Adds the condition that a device has an attribute with a value.
   *
   * @param name the attribute's name
   * @param value its value
   * @return a new query
   */
  public DeviceQuery with(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(attributes);
    more.put(name, value);
    return new DeviceQuery(type, group, more);
  }

  /**
   * Tells whether a device meets the conditions.
   *
   * @param device the device
   * @return whether it meets every one
   */
  public boolean matches(Device device) {
    return (type == null || type.equals(device.type()))
        && (group == null || group.equals(device.group()))
        && device.attributes().entrySet().containsAll(attributes.entrySet());
  }
}
