package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.twin.DesiredVersion;
import io.github.iotcoord.twin.TwinState;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The payloads of desired and reported states. */
public final class TwinCodec {
  private TwinCodec() {}

  /** A reported state, and the version of the desired state that has been acknowledged. */
  public record Reported(TwinState state, DesiredVersion applied) {
    /** What a device is like of which nothing has been reported. */
    public static final Reported NONE = new Reported(TwinState.empty(), DesiredVersion.NONE);
  }

  /**
   * Encodes what is desired of a device or a group.
   *
   * @param what what it is, for the message
   * @param by the identity of the writer
   * @throws IllegalArgumentException if it would be larger than a znode should be
   */
  public static byte[] encodeDesired(String what, TwinState state, String by, Instant at) {
    return bytes(what, payload(state), by, at);
  }

  /**
   * Encodes what is reported of a device.
   *
   * @param what what it is, for the message
   * @param by the identity of the writer
   * @throws IllegalArgumentException if it would be larger than a znode should be
   */
  public static byte[] encodeReported(String what, Reported reported, String by, Instant at) {
    ObjectNode json = payload(reported.state);
    if (!reported.applied.equals(DesiredVersion.NONE)) {
      json.putObject("applied")
          .put("own", reported.applied.own())
          .put("group", reported.applied.group())
          .put("ofGroup", reported.applied.ofGroup());
    }
    return bytes(what, json, by, at);
  }

  /** Decodes what is desired of a device or a group. */
  public static TwinState decodeDesired(String what, byte[] data) {
    return state(parse(what, data), what);
  }

  /** Decodes what is reported of a device. */
  public static Reported decodeReported(String what, byte[] data) {
    ObjectNode json = parse(what, data);
    JsonNode applied = json.path("applied");
    if (applied.isMissingNode()) {
      return new Reported(state(json, what), DesiredVersion.NONE);
    }
    if (!(applied instanceof ObjectNode version)) {
      throw new WireFormatException(what + " has an 'applied' that is not an object", null);
    }
    try {
      return new Reported(
          state(json, what),
          new DesiredVersion(
              number(version, what, "own"),
              Json.text(version, what, "group"),
              number(version, what, "ofGroup")));
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(what + " is not allowed: " + e.getMessage(), e);
    }
  }

  private static ObjectNode payload(TwinState state) {
    ObjectNode json = Json.payload();
    put(json.putObject("state"), state.asMap());
    return json;
  }

  private static byte[] bytes(String what, ObjectNode json, String by, Instant at) {
    byte[] bytes = Json.bytes(json.put("by", by).put("at", at.toString()));
    if (bytes.length > WireFormat.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          what
              + " would take "
              + bytes.length
              + " bytes as JSON, more than "
              + WireFormat.MAX_PAYLOAD);
    }
    return bytes;
  }

  // Who wrote it and when is for people; that it is there tells a whole payload from a torn one.
  private static ObjectNode parse(String what, byte[] data) {
    ObjectNode json = Json.parse(what, data);
    Json.text(json, what, "by");
    Json.time(json, what, "at");
    return json;
  }

  private static void put(ObjectNode json, Map<?, ?> values) {
    values.forEach((key, value) -> json.set((String) key, node(json, value)));
  }

  private static JsonNode node(ObjectNode factory, Object value) {
    if (value instanceof Map<?, ?> object) {
      ObjectNode json = factory.objectNode();
      put(json, object);
      return json;
    }
    if (value instanceof List<?> list) {
      ArrayNode json = factory.arrayNode(list.size());
      list.forEach(element -> json.add(node(factory, element)));
      return json;
    }
    if (value instanceof Long number) {
      return factory.numberNode(number.longValue());
    }
    if (value instanceof Double number) {
      return factory.numberNode(number.doubleValue());
    }
    return value instanceof Boolean flag
        ? factory.booleanNode(flag)
        : factory.textNode((String) value);
  }

  private static TwinState state(ObjectNode json, String what) {
    if (!(json.path("state") instanceof ObjectNode state)) {
      throw new WireFormatException(what + " has no object 'state'", null);
    }
    try {
      return TwinState.of(object(state));
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(what + " is not allowed: " + e.getMessage(), e);
    }
  }

  private static Map<String, @Nullable Object> object(ObjectNode json) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    json.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
    return values;
  }

  private static @Nullable Object value(JsonNode json) {
    if (json instanceof ObjectNode object) {
      return object(object);
    }
    if (json instanceof ArrayNode array) {
      List<@Nullable Object> values = new ArrayList<>(array.size());
      array.forEach(element -> values.add(value(element)));
      return values;
    }
    if (json.isNumber()) {
      return json.canConvertToExactIntegral() && json.canConvertToLong()
          ? (Object) json.longValue()
          : (Object) json.doubleValue();
    }
    if (json.isBoolean()) {
      return json.booleanValue();
    }
    return json.textValue();
  }

  private static int number(ObjectNode json, String what, String field) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new WireFormatException(what + " has no integer '" + field + "'", null);
    }
    return value.intValue();
  }
}
