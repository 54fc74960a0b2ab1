package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.Sleep;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;

/** Checks what callers pass in. */
final class Arguments {
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(1);
  private static final Duration LONGEST_PERIOD = Duration.ofDays(30);

  private static final int LONGEST_REASON = 200;

  private Arguments() {}

  static DeviceId device(DeviceId device) {
    if (device == null) {
      throw new IllegalArgumentException("device must not be null");
    }
    return device;
  }

  /** A period in nanoseconds. */
  static long period(DeviceId device, Duration period) {
    if (period == null) {
      throw new IllegalArgumentException("period must not be null, for " + device);
    }
    if (period.compareTo(SHORTEST_PERIOD) < 0 || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException(
          "period must be from 1 ms to 30 days, was " + period + " for " + device);
    }
    return period.toNanos();
  }

  static long session(DeviceId device, long session) {
    if (session <= 0) {
      throw new IllegalArgumentException(
          "session must be above 0, was " + session + " for " + device);
    }
    return session;
  }

  /** Why a connection ended. */
  static String reason(DeviceId device, String reason) {
    if (reason == null || reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw new IllegalArgumentException(
          "reason must have 1 to "
              + LONGEST_REASON
              + " characters, "
              + (reason == null ? "was null" : "had " + reason.length())
              + ", for "
              + device);
    }
    return reason;
  }

  /** The length of a sleep in nanoseconds. */
  static long sleep(DeviceId device, Duration duration) {
    if (duration == null || duration.isNegative() || duration.compareTo(Sleep.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "duration must be from 0 to 3650 days, was " + duration + " for " + device);
    }
    return duration.toNanos();
  }
}
