package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.wire.WireFormatException;
import java.time.Instant;

/**
 * What a gateway says of all its devices together.
 *
 * @param incarnation the life of the gateway that wrote it
 */
public record HealthGroup(
    String incarnation, GroupStatus status, Instant since, long transition, String reason) {

  public static HealthGroup of(String incarnation, GroupHealth health) {
    return new HealthGroup(
        incarnation, health.status(), health.since(), health.transition(), health.reason());
  }

  public GroupHealth health(String gateway) {
    return new GroupHealth(gateway, status, since, transition, reason);
  }

  public byte[] encode() {
    return Json.bytes(
        Json.payload()
            .put("incarnation", incarnation)
            .put("status", status.name())
            .put("since", since.toString())
            .put("transition", transition)
            .put("reason", reason));
  }

  /**
   * Reads what a gateway wrote.
   *
   * @param what names it in messages
   * @throws WireFormatException if it is none, saying what was wrong
   */
  public static HealthGroup decode(String what, byte[] data) {
    ObjectNode payload = Json.parse(what, data);
    JsonNode transition = payload.path("transition");
    if (!transition.isIntegralNumber() || !transition.canConvertToLong()) {
      throw new WireFormatException(what + " has no integer 'transition'", null);
    }
    return new HealthGroup(
        Json.text(payload, what, "incarnation"),
        status(what, Json.text(payload, what, "status")),
        Json.time(payload, what, "since"),
        transition.longValue(),
        Json.text(payload, what, "reason"));
  }

  private static GroupStatus status(String what, String text) {
    return switch (text) {
      case "UP" -> GroupStatus.UP;
      case "SILENT" -> GroupStatus.SILENT;
      default -> throw new WireFormatException(what + " has an unknown 'status': " + text, null);
    };
  }
}
