package io.github.iotcoord.channel;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.Names;
import java.time.Instant;

/**
 * One measurement. Immutable.
 *
 * @param device the device that measured
 * @param metric what was measured, such as {@code temperature}; 1 to 200 characters
 * @param unit its unit, such as {@code Cel} (the symbols of RFC 8428 are a good choice); may be
 *     empty, at most 50 characters, no control characters or surrogates among them
 * @param time when it was measured, by the device's clock; kept to the millisecond, and between the
 *     years 1970 and 9999
 * @param value the value; must be finite
 */
public record Sample(DeviceId device, String metric, String unit, Instant time, double value) {
  private static final long MAX_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final int NANOS_PER_MILLI = 1_000_000;

  /**
   * Creates a sample.
   *
   * @param device the device that measured
   * @param metric what was measured
   * @param unit its unit, may be empty
   * @param time when it was measured
   * @param value the value
   * @throws IllegalArgumentException if a part of it is not allowed, saying which and why
   */
  public Sample {
    if (device == null) {
      throw new IllegalArgumentException("device must not be null");
    }
    Names.require("metric", metric);
    if (unit == null) {
      throw new IllegalArgumentException("unit must not be null; it may be empty");
    }
    if (unit.length() > 50) {
      throw new IllegalArgumentException("unit has " + unit.length() + " characters, more than 50");
    }
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            String.format("unit must not contain the character U+%04X, at index %d", (int) c, i));
      }
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "value of " + metric + " of " + device + " must be finite, was " + value);
    }
    if (time == null) {
      throw new IllegalArgumentException("time must not be null");
    }
    if (time.getEpochSecond() < 0 || time.getEpochSecond() > MAX_SECOND) {
      throw new IllegalArgumentException(
          "time of " + metric + " of " + device + " must be from 1970 to 9999, was " + time);
    }
    if (time.getNano() % NANOS_PER_MILLI != 0) {
      time = Instant.ofEpochMilli(time.toEpochMilli());
    }
  }

  /**
   * Creates a sample without a unit.
   *
   * @param device the device's id
   * @param metric what was measured
   * @param time when it was measured
   * @param value the value
   * @return the sample
   */
  public static Sample of(String device, String metric, Instant time, double value) {
    return new Sample(DeviceId.of(device), metric, "", time, value);
  }
}
