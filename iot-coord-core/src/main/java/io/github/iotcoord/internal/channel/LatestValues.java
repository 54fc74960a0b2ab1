package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.registry.DeviceId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The newest value of each metric of each device: the one with the latest event time, and of those
 * that share it the one that was committed last. Thread-safe.
 */
final class LatestValues implements SegmentSink {
  private record Key(DeviceId device, String metric) {}

  private record Value(Sample sample, long czxid) {}

  private final ConcurrentMap<Key, Value> values = new ConcurrentHashMap<>();

  @Override
  public void segment(SegmentPosition position, long czxid, List<Sample> samples) {
    for (Sample sample : samples) {
      values.merge(
          new Key(sample.device(), sample.metric()), new Value(sample, czxid), LatestValues::newer);
    }
  }

  private static Value newer(Value known, Value value) {
    int order = value.sample.time().compareTo(known.sample.time());
    return order > 0 || (order == 0 && value.czxid >= known.czxid) ? value : known;
  }

  @Override
  public void gap(SegmentPosition from, long count) {
    // What retention has taken no longer counts, unless it is known already.
  }

  Optional<Sample> get(DeviceId device, String metric) {
    Value value = values.get(new Key(device, metric));
    return value == null ? Optional.empty() : Optional.of(value.sample);
  }
}
