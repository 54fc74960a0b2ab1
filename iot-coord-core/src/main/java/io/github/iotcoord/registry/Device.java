package io.github.iotcoord.registry;

import io.github.iotcoord.wire.Names;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a device: its description as the registry keeps it. Immutable.
 *
 * @param id its name
 * @param type what it is, such as {@code thermometer}
 * @param group where it belongs, such as {@code building-3}; may be empty
 * @param tags marks that it has or has not, such as {@code outdoor}
 * @param attributes whatever else describes it
 */
public record Device(
    DeviceId id, String type, String group, Set<String> tags, Map<String, String> attributes) {

  /**
   * Creates a device.
   *
   * @throws IllegalArgumentException if a part of it is not allowed, saying which and why
   */
  public Device {
    if (id == null) {
      throw new IllegalArgumentException("device id must not be null");
    }
    Names.require("type of device", id, type);
    if (group == null) {
      throw new IllegalArgumentException("group of device " + id + " must not be null");
    }
    if (!group.isEmpty()) {
      Names.require("group of device", id, group);
    }
    if (tags == null) {
      throw new IllegalArgumentException("tags of device " + id + " must not be null");
    }
    tags.forEach(tag -> Names.require("tag of device", id, tag));
    if (attributes == null) {
      throw new IllegalArgumentException("attributes of device " + id + " must not be null");
    }
    attributes.forEach(
        (name, value) -> {
          if (name == null || name.isEmpty() || value == null) {
            throw new IllegalArgumentException(
                "attributes of device "
                    + id
                    + " must have names and values, had "
                    + name
                    + "="
                    + value);
          }
        });
    tags = Tags.copyOf(tags);
    attributes = Attributes.copyOf(attributes);
  }

  /**
   * Creates a device without a group, tags or attributes.
   *
   * @param id its name
   * @param type what it is
   * @return the device
   */
  public static Device of(String id, String type) {
    return new Device(DeviceId.of(id), type, "", Set.of(), Map.of());
  }

  /**
   * Returns the same device in another group.
   *
   * @param newGroup the group
   * @return a new device
   */
  public Device withGroup(String newGroup) {
    return new Device(id, type, newGroup, tags, attributes);
  }

  /**
   * Returns the same device with a tag more.
   *
   * @param tag the tag
   * @return a new device
   */
  public Device withTag(String tag) {
    // Checked here, because a set that sorts does not say what was wrong with a null.
    Names.require("tag of device", id, tag);
    TreeSet<String> more = new TreeSet<>(tags);
    more.add(tag);
    return new Device(id, type, group, more, attributes);
  }

  /**
   * Returns the same device with an attribute added or replaced.
   *
   * @param name the attribute's name
   * @param value its value
   * @return a new device
   */
  public Device with(String name, String value) {
    TreeMap<String, String> changed = new TreeMap<>(attributes);
    changed.put(name, value);
    return new Device(id, type, group, tags, changed);
  }
}
