package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.data.Stat;

/**
 * The newest value of each metric of each device: the one with the latest event time, and of those
 * that share it the one that was committed last. Thread-safe.
 */
final class LatestValues implements SegmentSink {
  private record Key(DeviceId device, String metric) {}

  private record Value(Sample sample, long czxid) {}

  /** By so much the clocks of publishers and servers may differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private final ConcurrentMap<Key, Value> values = new ConcurrentHashMap<>();
  private final long maxAhead;
  private final LongAdder future;

  /**
   * @param maxAhead how far ahead of its segment's commit the event time of a sample may be
   * @param future counts those further ahead, which change nothing
   */
  LatestValues(Duration maxAhead, LongAdder future) {
    this.maxAhead = maxAhead.plus(CLOCKS_DIFFER).toMillis();
    this.future = future;
  }

  @Override
  public void segment(SegmentPosition position, Stat stat, List<Sample> samples) {
    long last = stat.getCtime() + maxAhead;
    for (Sample sample : samples) {
      if (sample.time().toEpochMilli() > last) {
        future.increment();
        continue;
      }
      values.merge(
          new Key(sample.device(), sample.metric()),
          new Value(sample, stat.getCzxid()),
          LatestValues::newer);
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
