package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;

/** What samples have in common but time and value. */
record Series(DeviceId device, String metric, String unit) {
  static Series of(Sample sample) {
    return new Series(sample.device(), sample.metric(), sample.unit());
  }

  Sample sample(long millis, double value) {
    return new Sample(device, metric, unit, Instant.ofEpochMilli(millis), value);
  }
}
