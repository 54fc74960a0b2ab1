package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The payload of a device's node in the registry. */
public final class DeviceRecordCodec {
  private DeviceRecordCodec() {}

  /**
   * Encodes a record.
   *
   * @throws IllegalArgumentException if it would be larger than a znode should be
   */
  public static byte[] encode(Device device, String owner, String claim, Instant registeredAt) {
    ObjectNode json =
        Json.payload()
            .put("id", device.id().value())
            .put("type", device.type())
            .put("group", device.group());
    ObjectNode attributes = json.putObject("attributes");
    device.attributes().forEach(attributes::put);
    json.put("owner", owner).put("claim", claim).put("registeredAt", registeredAt.toString());
    byte[] bytes = Json.bytes(json);
    if (bytes.length > WireFormat.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "device "
              + device.id()
              + " takes "
              + bytes.length
              + " bytes as JSON, more than "
              + WireFormat.MAX_PAYLOAD);
    }
    return bytes;
  }

  /**
   * Decodes a record.
   *
   * @param id the device's id by its path, which the payload must agree with
   * @param version the node's version
   * @throws WireFormatException if the payload is not a record of this device
   */
  public static RegisteredDevice decode(String id, byte[] data, int version) {
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
              attributes(json.path("attributes"), what));
      return new RegisteredDevice(
          device,
          Names.require("owner", Json.text(json, what, "owner")),
          Json.text(json, what, "claim"),
          version,
          Json.time(json, what, "registeredAt"));
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(what + " is not allowed: " + e.getMessage(), e);
    }
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
