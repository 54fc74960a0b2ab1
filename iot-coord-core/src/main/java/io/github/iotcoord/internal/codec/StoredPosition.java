package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.WireFormatException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The payload of a subscription's stored position.
 *
 * @param holder who moves it
 * @param next the number of the next segment that is wanted, by publisher
 */
public record StoredPosition(String holder, Map<String, Long> next) {

  public byte[] encode() {
    ObjectNode payload = Json.payload().put("holder", holder);
    ObjectNode numbers = payload.putObject("next");
    new TreeMap<>(next).forEach(numbers::put);
    return Json.bytes(payload);
  }

  /**
   * Reads a position.
   *
   * @param what the position, for messages
   * @throws WireFormatException if it is none
   */
  public static StoredPosition decode(String what, byte[] data) {
    ObjectNode payload = Json.parse(what, data);
    String holder = Json.text(payload, what, "holder");
    if (!(payload.path("next") instanceof ObjectNode numbers)) {
      throw new WireFormatException(what + " has no object in 'next'", null);
    }
    Map<String, Long> next = new TreeMap<>();
    numbers
        .properties()
        .forEach(entry -> next.put(publisher(what, entry.getKey()), number(what, entry)));
    return new StoredPosition(holder, next);
  }

  private static String publisher(String what, String name) {
    try {
      return Names.require("a publisher", name);
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(what + " names none in 'next': " + e.getMessage(), e);
    }
  }

  private static long number(String what, Map.Entry<String, JsonNode> entry) {
    JsonNode number = entry.getValue();
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
      throw new WireFormatException(
          what + " has no segment's number for " + entry.getKey() + ": " + number, null);
    }
    return number.longValue();
  }
}
