package io.github.iotcoord.examples.fleet;

import java.time.Duration;

/** What kinds of devices the simulated fleet has, and what they measure. */
enum DeviceType {
  THERMOMETER("thermometer", 40, 2_000, "temperature", "Cel", 21, 3),
  HYGROMETER("hygrometer", 30, 2_000, "humidity", "%RH", 48, 8),
  POWER_METER("power-meter", 20, 1_500, "power", "W", 350, 80),
  VIBRATION_SENSOR("vibration-sensor", 10, 1_000, "acceleration", "m/s2", 0.4, 0.09);

  /** The longest period of any type, in milliseconds. */
  static final long LONGEST_PERIOD_MS = 2_000;

  private final String label;
  private final int share;
  private final long periodMs;
  private final String metric;
  private final String unit;
  private final double mean;
  private final double swing;

  DeviceType(
      String label,
      int share,
      long periodMs,
      String metric,
      String unit,
      double mean,
      double swing) {
    this.label = label;
    this.share = share;
    this.periodMs = periodMs;
    this.metric = metric;
    this.unit = unit;
    this.mean = mean;
    this.swing = swing;
  }

  /** The type of the device with this number: of a hundred in a row, each has its share. */
  static DeviceType of(int device) {
    // 37 and 100 have no common divisor, so the types are mixed and the shares still exact.
    int place = (int) (device * 37L % 100);
    for (DeviceType type : values()) {
      place -= type.share;
      if (place < 0) {
        return type;
      }
    }
    throw new IllegalStateException("the shares do not make a hundred");
  }

  String label() {
    return label;
  }

  String metric() {
    return metric;
  }

  String unit() {
    return unit;
  }

  Duration period(double scale) {
    return Duration.ofMillis(Math.max(1, Math.round(periodMs * scale)));
  }

  /** A value, given a number drawn from the standard normal distribution. */
  double value(double normal) {
    return mean + swing * Math.max(-4, Math.min(4, normal));
  }
}
