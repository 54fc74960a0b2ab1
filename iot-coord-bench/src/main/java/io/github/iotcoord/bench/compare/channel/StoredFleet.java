package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** 1,000 devices that measure four things each, four times a second. */
final class StoredFleet {
  static final int SERIES = 4_000;
  static final long PERIOD_MILLIS = 250;
  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static final String[] METRICS = {"temperature", "pressure", "speed", "current"};
  private static final String[] UNITS = {"Cel", "Pa", "m/s", "A"};

  private StoredFleet() {}

  static List<Sample> samples(int count) {
    List<DeviceId> devices = new ArrayList<>();
    for (int i = 0; i < SERIES / 4; i++) {
      devices.add(DeviceId.of("device-" + i));
    }
    List<Sample> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      samples.add(
          new Sample(
              devices.get(i / 4 % devices.size()),
              METRICS[i % 4],
              UNITS[i % 4],
              Instant.ofEpochMilli(time(i)),
              20 + Math.sin(i) * 5));
    }
    return samples;
  }

  /** When the sample of an index was measured. */
  static long time(int index) {
    return BEGIN.toEpochMilli() + index / SERIES * PERIOD_MILLIS;
  }
}
