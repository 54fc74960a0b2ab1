package io.github.iotcoord.registry;

import io.github.iotcoord.wire.Names;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which devices to find: those that meet every condition given. Immutable.
 *
 * @param type the type, or null for any
 * @param group the group, or null for any
 * @param tags tags that a device must have
 * @param attributes attributes that a device must have, with these values
 * @param adminState the state that an operator gave it, or null for any
 */
public record DeviceQuery(
    @Nullable String type,
    @Nullable String group,
    Set<String> tags,
    Map<String, String> attributes,
    @Nullable AdminState adminState) {
  private static final DeviceQuery ALL = new DeviceQuery(null, null, Set.of(), Map.of(), null);

  /**
   * Creates a query.
   *
   * @throws IllegalArgumentException if the tags or attributes are null or have a null among them
   */
  public DeviceQuery {
    if (tags == null || attributes == null) {
      throw new IllegalArgumentException("tags and attributes of a query must not be null");
    }
    tags.forEach(tag -> Names.require("tag of a query", tag));
    attributes.forEach(
        (name, value) -> {
          if (name == null || value == null) {
            throw new IllegalArgumentException(
                "attributes of a query must have names and values, had " + name + "=" + value);
          }
        });
    tags = Set.copyOf(tags);
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
   * Returns a query for the devices that have a tag.
   *
   * @param tag the tag
   * @return the query
   */
  public static DeviceQuery tagged(String tag) {
    return ALL.withTag(tag);
  }

  /**
   * Adds the condition that a device is of a type.
   *
   * @param newType the type
   * @return a new query
   */
  public DeviceQuery withType(String newType) {
    return new DeviceQuery(newType, group, tags, attributes, adminState);
  }

  /**
   * Adds the condition that a device is in a group.
   *
   * @param newGroup the group
   * @return a new query
   */
  public DeviceQuery withGroup(String newGroup) {
    return new DeviceQuery(type, newGroup, tags, attributes, adminState);
  }

  /**
   * Adds the condition that a device has a tag.
   *
   * @param tag the tag
   * @return a new query
   */
  public DeviceQuery withTag(String tag) {
    Names.require("tag of a query", tag);
    TreeSet<String> more = new TreeSet<>(tags);
    more.add(tag);
    return new DeviceQuery(type, group, more, attributes, adminState);
  }

  /**
   * Adds the condition that a device has an attribute with a value.
   *
   * @param name the attribute's name
   * @param value its value
   * @return a new query
   */
  public DeviceQuery with(String name, String value) {
    if (name == null) {
      throw new IllegalArgumentException("the name of an attribute must not be null");
    }
    TreeMap<String, String> more = new TreeMap<>(attributes);
    more.put(name, value);
    return new DeviceQuery(type, group, tags, more, adminState);
  }

  /**
   * Adds the condition that an operator has put a device into a state.
   *
   * @param state the state
   * @return a new query
   */
  public DeviceQuery withAdminState(AdminState state) {
    return new DeviceQuery(type, group, tags, attributes, state);
  }

  /**
   * Tells whether a device meets the conditions.
   *
   * @param registered the device
   * @return whether it meets every one
   */
  public boolean matches(RegisteredDevice registered) {
    Device device = registered.device();
    return (type == null || type.equals(device.type()))
        && (group == null || group.equals(device.group()))
        && (adminState == null || adminState == registered.adminState())
        && device.tags().containsAll(tags)
        && has(device.attributes());
  }

  private boolean has(Map<String, String> present) {
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      if (!attribute.getValue().equals(present.get(attribute.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
