package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * The payload of a member's node.
 *
 * @param incarnation the life of the member that made it
 * @param since when that life began, by its wall clock
 */
public record MemberPayload(String incarnation, Instant since) {

  public byte[] encode() {
    return Json.bytes(
        Json.payload().put("incarnation", incarnation).put("since", since.toString()));
  }

  public static MemberPayload decode(String what, byte[] data) {
    ObjectNode payload = Json.parse(what, data);
    return new MemberPayload(
        Json.text(payload, what, "incarnation"), Json.time(payload, what, "since"));
  }
}
