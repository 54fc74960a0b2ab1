package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;

/** JSON payloads: objects whose {@code format} is checked, and whose unknown fields are ignored. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** A new payload, with the number of the format in it. */
  public static ObjectNode payload() {
    return MAPPER.createObjectNode().put("format", WireFormat.VERSION);
  }

  /** A new object of a form that is not ours, and so has no number. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A payload's bytes, UTF-8. */
  public static byte[] bytes(ObjectNode payload) {
    try {
      return MAPPER.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Parses a payload and checks the number of its format.
   *
   * @param what the kind of payload, for messages
   */
  public static ObjectNode parse(String what, byte[] data) {
    ObjectNode payload = parseObject(what, data);
    JsonNode format = payload.path("format");
    if (!format.isIntegralNumber()) {
      throw new WireFormatException(what + " has no format number", null);
    }
    WireFormat.requireSupported(what, clamped(format.bigIntegerValue()));
    return payload;
  }

  /** Parses an object of a form that is not ours. */
  static ObjectNode parseObject(String what, byte[] data) {
    JsonNode node;
    try {
      node = MAPPER.readTree(data);
    } catch (IOException e) {
      throw new WireFormatException(what + " is not JSON: " + e.getMessage(), e);
    }
    if (!(node instanceof ObjectNode payload)) {
      throw new WireFormatException(what + " is not a JSON object", null);
    }
    return payload;
  }

  // A number beyond an int is too new or too old all the same.
  static int clamped(BigInteger number) {
    return number
        .max(BigInteger.valueOf(Integer.MIN_VALUE))
        .min(BigInteger.valueOf(Integer.MAX_VALUE))
        .intValue();
  }

  /** A text field that must be there. */
  public static String text(ObjectNode payload, String what, String field) {
    JsonNode value = payload.path(field);
    if (!value.isTextual()) {
      throw new WireFormatException(what + " has no text field '" + field + "'", null);
    }
    return value.textValue();
  }

  /** A time field, ISO-8601 in UTC, that must be there. */
  public static Instant time(ObjectNode payload, String what, String field) {
    String text = text(payload, what, field);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new WireFormatException(what + " has no time in '" + field + "': " + text, e);
    }
  }
}
