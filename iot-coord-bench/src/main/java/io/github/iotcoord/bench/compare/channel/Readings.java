package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Samples of a simulated fleet: its devices tell in turn, each of all its metrics. */
final class Readings {
  static final int DEVICES = 1_000;
  static final int METRICS = 4;

  private static final String[] NAMES = {"temperature", "humidity", "pressure", "voltage"};
  private static final String[] UNITS = {"Cel", "%RH", "hPa", "V"};
  private static final double[] MEANS = {21, 50, 1_013, 3};
  private static final double[] SPREADS = {2, 10, 5, 0.3};
  private static final double[] CHANGES = {0.05, 0.2, 0.1, 0.002};
  private static final double[] SCALES = {100, 10, 10, 1_000};
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private Readings() {}

  /** What sensors tell: values that wander, with one to three decimals; a device a millisecond. */
  static List<Sample> realistic(Random random, int devices, int count) {
    double[][] values = new double[devices][METRICS];
    for (double[] ofDevice : values) {
      for (int i = 0; i < METRICS; i++) {
        ofDevice[i] = MEANS[i] + SPREADS[i] * random.nextGaussian();
      }
    }
    return samples(
        devices,
        count,
        (device, metric) -> {
          values[device][metric] += CHANGES[metric] * random.nextGaussian();
          return Math.rint(values[device][metric] * SCALES[metric]) / SCALES[metric];
        });
  }

  /** Values with random bits all over the mantissa, which nothing can make smaller. */
  static List<Sample> random(Random random, int devices, int count) {
    return samples(devices, count, (device, metric) -> random.nextDouble());
  }

  private interface Source {
    double next(int device, int metric);
  }

  private static List<Sample> samples(int devices, int count, Source source) {
    List<DeviceId> ids = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      ids.add(DeviceId.of(String.format("device-%05d", i)));
    }
    List<Sample> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int metric = i % METRICS;
      int device = i / METRICS % devices;
      Instant time = Instant.ofEpochMilli(START + i / METRICS);
      double value = source.next(device, metric);
      samples.add(new Sample(ids.get(device), NAMES[metric], UNITS[metric], time, value));
    }
    return samples;
  }
}
