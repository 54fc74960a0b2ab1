package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.wire.WireFormatException;

/** The payload on which all who share something by partitions agree: how many there are. */
public record PartitionCount(int partitions) {

  public byte[] encode() {
    return Json.bytes(Json.payload().put("partitions", partitions));
  }

  public static PartitionCount decode(String what, byte[] data) {
    ObjectNode payload = Json.parse(what, data);
    JsonNode count = payload.path("partitions");
    if (!count.canConvertToInt() || !count.isIntegralNumber() || count.intValue() < 1) {
      throw new WireFormatException(what + " has no number above 0 in 'partitions'", null);
    }
    return new PartitionCount(count.intValue());
  }
}
