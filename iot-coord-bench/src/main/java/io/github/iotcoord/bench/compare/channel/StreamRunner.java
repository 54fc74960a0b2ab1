package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Ours: one thread publishes in portions, and another session's subscriber looks at every sample:
 * it must be the next of those that were published, so each comes exactly once and in order.
 */
final class StreamRunner implements Runner, SampleListener {
  private static final int PORTION = 1_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** The publisher waits rather than be further ahead, or retention would overtake the other. */
  private static final long MOST_AHEAD = 500_000;

  private final List<Sample> samples;
  private final SensorDataChannel channel;
  private long published;
  private volatile long received;
  private volatile String trouble = "";

  StreamRunner(Bed bed, String root, List<Sample> samples) throws Exception {
    this.samples = samples;
    IotCoord publisher = bed.own(IotCoord.builder(bed.near()).root(root).build());
    IotCoord subscriber = bed.own(IotCoord.builder(bed.near()).root(root).build());
    channel = publisher.sensorDataChannel("stream");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    bed.own(thread::shutdownNow);
    subscriber.sensorDataChannel("stream").subscribe(SubscriptionStart.now(), this, thread);
  }

  @Override
  public void samples(SegmentPosition position, List<Sample> segment) {
    long next = received;
    for (Sample sample : segment) {
      if (!sample.equals(samples.get((int) (next++ % samples.size())))) {
        trouble = position + " has " + sample + " in the place of another";
      }
    }
    received = next;
  }

  @Override
  public void gap(SegmentPosition from, long segments) {
    trouble = segments + " segments are missing from " + from;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long before = published;
    long start = System.nanoTime();
    do {
      int from = (int) (published % samples.size());
      List<Sample> portion = samples.subList(from, Math.min(from + PORTION, samples.size()));
      var unused = channel.publishAll(portion);
      published += portion.size();
      await(MOST_AHEAD, start);
    } while (System.nanoTime() - start < time.toNanos());
    channel.flush();
    await(0, start);
    return new double[] {(published - before) * 1e9 / (System.nanoTime() - start)};
  }

  private void await(long ahead, long start) {
    while (published - received > ahead) {
      if (!trouble.isEmpty() || System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException(
            (published - received) + " samples did not come; " + trouble);
      }
      LockSupport.parkNanos(100_000);
    }
    if (!trouble.isEmpty() || received > published) {
      throw new IllegalStateException("not what was published: " + trouble);
    }
  }
}
