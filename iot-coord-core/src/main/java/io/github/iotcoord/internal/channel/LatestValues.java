package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.data.Stat;

/**
 * The newest value of each metric of each device: the one with the latest event time, and of those
 * that share it the one that was committed last. Read by any thread; written by one at a time.
 */
final class LatestValues implements SegmentSink {
  /** By so much the clocks of publishers and servers may differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private final LatestTable table = new LatestTable();
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
  public void segment(SegmentPosition position, Stat stat, Segment samples) {
    long last = stat.getCtime() + maxAhead;
    long czxid = stat.getCzxid();
    int[] newest = new int[samples.seriesCount()];
    Arrays.fill(newest, -1);
    for (int i = 0; i < samples.size(); i++) {
      int series = samples.seriesOf(i);
      if (samples.time(i) > last) {
        future.increment();
      } else if (newest[series] < 0 || samples.time(i) >= samples.time(newest[series])) {
        newest[series] = i;
      }
    }
    // In the order of the segment: two series differ in nothing but the unit now and then.
    for (int i = 0; i < samples.size(); i++) {
      int series = samples.seriesOf(i);
      if (newest[series] == i) {
        LatestTable.Entry entry = table.entry(samples.device(series), samples.metric(series));
        if (entry.isBefore(samples.time(i), czxid)) {
          entry.set(samples.get(i), samples.time(i), czxid);
        }
      }
    }
  }

  @Override
  public void gap(SegmentPosition from, long count) {
    // What retention has taken no longer counts, unless it is known already.
  }

  Optional<Sample> get(DeviceId device, String metric) {
    return table.get(device, metric);
  }
}
