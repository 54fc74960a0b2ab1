package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a place in a queue tells an operator: who holds the lock, or waits for it, and since when.
 * Nobody else's program decides by it.
 *
 * @param attempt the number of the attempt among those of one life of the process, by which it
 *     finds its own node; 0 if it is not told
 * @param since when the attempt began, by the clock of the process that wrote it
 * @param acquired when it went in, by the same clock; null if it has not, or went in at once
 */
public record LockPayload(
    String holder, String incarnation, long attempt, Instant since, @Nullable Instant acquired) {
  private static final String WHAT = "a lock attempt";

  public static LockPayload of(String holder, String incarnation, long attempt, Instant since) {
    return new LockPayload(holder, incarnation, attempt, since, null);
  }

  public LockPayload acquiredAt(Instant time) {
    return new LockPayload(holder, incarnation, attempt, since, time);
  }

  public byte[] encode() {
    ObjectNode json = Json.payload().put("holder", holder).put("incarnation", incarnation);
    if (attempt > 0) {
      json.put("attempt", attempt);
    }
    json.put("since", since.toString());
    if (acquired != null) {
      json.put("acquired", acquired.toString());
    }
    return Json.bytes(json);
  }

  public static LockPayload decode(byte[] data) {
    ObjectNode json = Json.parse(WHAT, data);
    return new LockPayload(
        Json.text(json, WHAT, "holder"),
        Json.text(json, WHAT, "incarnation"),
        json.path("attempt").asLong(),
        Json.time(json, WHAT, "since"),
        json.has("acquired") ? Json.time(json, WHAT, "acquired") : null);
  }
}
