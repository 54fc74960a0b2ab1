package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;

/** CBOR payloads: maps whose {@code format} is checked, and whose unknown fields are ignored. */
final class Cbor {
  static final CBORFactory FACTORY = new CBORFactory();

  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Cbor() {}

  /**
   * Reads a payload.
   *
   * @param what names it in messages
   * @throws WireFormatException if it is no map, or one of another format
   */
  static JsonNode parse(String what, byte[] data) {
    JsonNode payload;
    try {
      payload = MAPPER.readTree(data);
    } catch (JsonProcessingException e) {
      throw new WireFormatException(what + " is not CBOR: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new WireFormatException(what + " is not CBOR: " + e.getMessage(), e);
    }
    if (payload == null || !payload.isObject()) {
      throw new WireFormatException(what + " is not a CBOR map", null);
    }
    WireFormat.requireSupported(
        what, (int) Math.min(Integer.MAX_VALUE, number(payload, what, "format")));
    return payload;
  }

  static JsonNode array(JsonNode map, String what, String field) {
    JsonNode value = map.path(field);
    if (!value.isArray()) {
      throw missing(what, "array", field);
    }
    return value;
  }

  static String text(JsonNode map, String what, String field) {
    JsonNode value = map.path(field);
    if (!value.isTextual()) {
      throw missing(what, "text", field);
    }
    return value.textValue();
  }

  static long number(JsonNode map, String what, String field) {
    JsonNode value = map.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw missing(what, "integer", field);
    }
    return value.longValue();
  }

  /** A field that may be absent, which stands for false. */
  static boolean flag(JsonNode map, String what, String field) {
    JsonNode value = map.path(field);
    if (!value.isBoolean() && !value.isMissingNode()) {
      throw missing(what, "boolean", field);
    }
    return value.booleanValue();
  }

  static byte[] bytes(JsonNode map, String what, String field) {
    JsonNode value = map.path(field);
    if (!value.isBinary()) {
      throw missing(what, "bytes", field);
    }
    try {
      return value.binaryValue();
    } catch (IOException e) {
      throw new WireFormatException(what + " has bad '" + field + "': " + e.getMessage(), e);
    }
  }

  private static WireFormatException missing(String what, String kind, String field) {
    return new WireFormatException(what + " has no " + kind + " '" + field + "'", null);
  }
}
