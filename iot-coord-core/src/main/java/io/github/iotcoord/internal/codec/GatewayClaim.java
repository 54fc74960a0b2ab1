package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * The payload of a gateway's claim.
 *
 * @param incarnation the life of the gateway that made it
 * @param since when that life began, by the gateway's wall clock
 */
public record GatewayClaim(String incarnation, Instant since) {

  public byte[] encode() {
    return Json.bytes(
        Json.payload().put("incarnation", incarnation).put("since", since.toString()));
  }

  public static GatewayClaim decode(String what, byte[] data) {
    ObjectNode payload = Json.parse(what, data);
    return new GatewayClaim(
        Json.text(payload, what, "incarnation"), Json.time(payload, what, "since"));
  }
}
