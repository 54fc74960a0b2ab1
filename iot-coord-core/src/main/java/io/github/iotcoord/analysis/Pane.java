package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums of each series over a stretch of time that is in the same windows. Not thread-safe. */
final class Pane {
  private final long start;
  private final Map<String, Map<DeviceId, Accumulator>> metrics = new HashMap<>();
  private int size;

  Pane(long start) {
    this.start = start;
  }

  long start() {
    return start;
  }

  int size() {
    return size;
  }

  @Nullable Accumulator find(Sample sample) {
    Map<DeviceId, Accumulator> devices = metrics.get(sample.metric());
    return devices == null ? null : devices.get(sample.device());
  }

  Accumulator create(Sample sample) {
    Accumulator sums = new Accumulator();
    metrics.computeIfAbsent(sample.metric(), m -> new HashMap<>()).put(sample.device(), sums);
    size++;
    return sums;
  }

  Map<String, Map<DeviceId, Accumulator>> metrics() {
    return metrics;
  }
}
