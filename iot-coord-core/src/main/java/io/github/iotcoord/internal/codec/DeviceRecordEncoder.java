package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes records field by field: many are written at a time. */
final class DeviceRecordEncoder {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int USUAL_SIZE = 512;

  // Of many that are registered together, many have one time.
  private static volatile @Nullable Time lastTime;

  private record Time(Instant instant, String text) {}

  private DeviceRecordEncoder() {}

  /**
   * Encodes a record.
   *
   * @throws IllegalArgumentException if it would be larger than a znode should be, or a text in it
   *     has half of a surrogate pair
   */
  static byte[] encode(RegisteredDevice registered) {
    Device device = registered.device();
    ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_SIZE);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      write(registered, json);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "device " + device.id() + " cannot be written as JSON: " + e.getMessage(), e);
    }
    if (bytes.size() > WireFormat.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "device "
              + device.id()
              + " takes "
              + bytes.size()
              + " bytes as JSON, more than "
              + WireFormat.MAX_PAYLOAD);
    }
    return bytes.toByteArray();
  }

  private static void write(RegisteredDevice registered, JsonGenerator json) throws IOException {
    Device device = registered.device();
    json.writeStartObject();
    json.writeNumberField("format", WireFormat.VERSION);
    json.writeStringField("id", device.id().value());
    json.writeStringField("type", device.type());
    json.writeStringField("group", device.group());
    if (!device.tags().isEmpty()) {
      json.writeArrayFieldStart("tags");
      for (String tag : device.tags()) {
        json.writeString(tag);
      }
      json.writeEndArray();
    }
    json.writeObjectFieldStart("attributes");
    for (Map.Entry<String, String> attribute : device.attributes().entrySet()) {
      json.writeStringField(attribute.getKey(), attribute.getValue());
    }
    json.writeEndObject();
    json.writeStringField("owner", registered.owner());
    json.writeStringField("claim", registered.claim());
    json.writeStringField("registeredAt", text(registered.registeredAt()));
    if (registered.adminState() == AdminState.LOCKED) {
      json.writeStringField("adminState", DeviceRecordCodec.LOCKED);
    }
    json.writeEndObject();
  }

  private static String text(Instant instant) {
    Time last = lastTime;
    if (last == null || !last.instant.equals(instant)) {
      last = new Time(instant, instant.toString());
      lastTime = last;
    }
    return last.text;
  }
}
