package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What an attempt's node tells an operator: who holds the lock, or waits for it, and since when. No
 * program decides by it.
 *
 * @param since by the clock of the process that wrote it
 */
public record LockPayload(String holder, String incarnation, Instant since) {
  private static final String WHAT = "a lock attempt";

  public byte[] encode() {
    return Json.bytes(
        Json.payload()
            .put("holder", holder)
            .put("incarnation", incarnation)
            .put("since", since.toString()));
  }

  public static LockPayload decode(byte[] data) {
    ObjectNode json = Json.parse(WHAT, data);
    return new LockPayload(
        Json.text(json, WHAT, "holder"),
        Json.text(json, WHAT, "incarnation"),
        Json.time(json, WHAT, "since"));
  }
}
