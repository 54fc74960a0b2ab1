package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.WireFormatException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Decodes a record by way of a tree: slow, and plain enough to say what is right. */
final class RecordByTree {
  private static final String ENABLED = "enabled";
  private static final String LOCKED = "locked";

  private RecordByTree() {}

  static RegisteredDevice decode(String id, byte[] data, int version) {
    String what = "the record of device " + id;
    ObjectNode json = Json.parse(what, data);
    String written = Json.text(json, what, "id");
    if (!written.equals(id)) {
      throw new WireFormatException(what + " says that it is of " + written, null);
    }
    try {
      Device device =
          new Device(
              DeviceId.of(id),
              Json.text(json, what, "type"),
              Json.text(json, what, "group"),
              tags(json.path("tags"), what),
              attributes(json.path("attributes"), what));
      return new RegisteredDevice(
          device,
          Names.require("owner", Json.text(json, what, "owner")),
          Json.text(json, what, "claim"),
          version,
          Json.time(json, what, "registeredAt"),
          adminState(json.path("adminState"), what));
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(what + " is not allowed: " + e.getMessage(), e);
    }
  }

  // Older writers know neither tags nor states.
  private static Set<String> tags(JsonNode json, String what) {
    if (json.isMissingNode()) {
      return Set.of();
    }
    if (!json.isArray()) {
      throw new WireFormatException(what + " has tags that are no array", null);
    }
    Set<String> tags = new TreeSet<>();
    for (JsonNode tag : json) {
      if (!tag.isTextual()) {
        throw new WireFormatException(what + " has a tag that is not text", null);
      }
      tags.add(tag.textValue());
    }
    return tags;
  }

  private static AdminState adminState(JsonNode json, String what) {
    if (json.isMissingNode() || ENABLED.equals(json.textValue())) {
      return AdminState.ENABLED;
    }
    if (LOCKED.equals(json.textValue())) {
      return AdminState.LOCKED;
    }
    throw new WireFormatException(what + " has an unknown adminState: " + json, null);
  }

  private static Map<String, String> attributes(JsonNode json, String what) {
    if (!json.isObject()) {
      throw new WireFormatException(what + " has no object 'attributes'", null);
    }
    Map<String, String> attributes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new WireFormatException(
            what + " has an attribute '" + entry.getKey() + "' that is not text", null);
      }
      attributes.put(entry.getKey(), entry.getValue().textValue());
    }
    return attributes;
  }
}
