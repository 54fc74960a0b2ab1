package io.github.iotcoord.internal.codec;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;

/**
 * A device's state as a gateway publishes it: one entry of a page.
 *
 * @param session the number that the device's connection has, 0 if it has none
 * @param sleep the last sleep that was announced, whether or not it is over
 */
public record HealthEntry(
    DeviceId device,
    DeviceStatus status,
    Instant since,
    long transition,
    String reason,
    boolean flapping,
    long periodMillis,
    long session,
    Sleep sleep) {

  public static HealthEntry of(DeviceHealth health, long periodMillis, long session, Sleep sleep) {
    return new HealthEntry(
        health.device(),
        health.status(),
        health.since(),
        health.transition(),
        health.reason(),
        health.flapping(),
        periodMillis,
        session,
        sleep);
  }

  /** The same entry in a page of a gateway that was restarted and does not track the device. */
  public HealthEntry leftOver(Instant now) {
    return status == DeviceStatus.UNREACHABLE
        ? this
        : new HealthEntry(
            device,
            DeviceStatus.UNREACHABLE,
            now,
            transition + 1,
            "not tracked since the gateway was restarted",
            flapping,
            periodMillis,
            session,
            sleep);
  }

  public DeviceHealth health(String gateway) {
    return new DeviceHealth(device, status, gateway, since, transition, reason, flapping);
  }
}
