package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.iotcoord.wire.WireFormatException;

/** The payload of a publisher's log: the number of the first segment that it was created for. */
public final class LogHeader {
  private LogHeader() {}

  public static byte[] encode(long first) {
    return Json.bytes(Json.payload().put("first", first));
  }

  /**
   * Reads the first number.
   *
   * @param what the log, for messages
   * @throws WireFormatException if there is none
   */
  public static long decode(String what, byte[] data) {
    JsonNode first = Json.parse(what, data).path("first");
    if (!first.canConvertToLong() || !first.isIntegralNumber() || first.longValue() < 0) {
      throw new WireFormatException(what + " has no number in 'first'", null);
    }
    return first.longValue();
  }
}
