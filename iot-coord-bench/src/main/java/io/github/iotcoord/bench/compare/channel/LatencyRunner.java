package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Samples at a fixed rate, whatever becomes of them: each one's time begins when it was due, so a
 * side that falls behind does not hide it.
 */
final class LatencyRunner implements Runner {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int MOST = 1 << 20;
  private static final long NOT_YET = Long.MAX_VALUE;

  private final int rate;
  private final long[] due = new long[MOST];
  private final long[] took = new long[MOST];
  private final AtomicInteger heard = new AtomicInteger();
  private Way way = number -> {};
  private Way settle = sent -> {};

  /** How a sample is sent, by its number; or how so many of them are waited for. */
  private interface Way {
    void send(int number) throws Exception;
  }

  private LatencyRunner(int rate) {
    this.rate = rate;
  }

  /** Ours, with the default linger of 10 ms, each sample published by itself. */
  static Runner ours(Bed bed, String root, int rate) throws Exception {
    LatencyRunner runner = new LatencyRunner(rate);
    IotCoord publisher = bed.own(IotCoord.builder(bed.near()).root(root).build());
    IotCoord subscriber = bed.own(IotCoord.builder(bed.near()).root(root).build());
    ChannelOptions options = ChannelOptions.defaults().withLinger(Duration.ofMillis(10));
    SensorDataChannel channel = publisher.sensorDataChannel("latency", options);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    bed.own(thread::shutdownNow);
    subscriber
        .sensorDataChannel("latency")
        .subscribe(
            SubscriptionStart.now(),
            (position, samples) -> samples.forEach(sample -> runner.heard((int) sample.value())),
            thread);
    DeviceId[] devices = new DeviceId[Readings.DEVICES];
    Arrays.setAll(devices, i -> DeviceId.of("device-" + i));
    runner.way =
        number -> {
          DeviceId device = devices[number / Readings.METRICS % devices.length];
          String metric = "metric-" + number % Readings.METRICS;
          var unused = channel.publish(new Sample(device, metric, "", Instant.now(), number));
        };
    return runner;
  }

  /** A write and a read of a node for each sample. */
  static Runner setData(Bed bed, String parent, int rate) throws Exception {
    LatencyRunner runner = new LatencyRunner(rate);
    SeriesNodes nodes = new SeriesNodes(bed, parent, number -> runner.heard((int) number));
    runner.way = nodes::write;
    runner.settle = nodes::settle;
    return runner;
  }

  private void heard(int number) {
    if (took[number] == NOT_YET) {
      took[number] = System.nanoTime() - due[number];
    }
    heard.incrementAndGet();
  }

  @Override
  public double[] round(Duration time) throws Exception {
    int count = (int) Math.min(MOST, Math.max(1, time.toNanos() * rate / 1_000_000_000L));
    heard.set(0);
    Arrays.fill(took, 0, count, NOT_YET);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      due[i] = start + i * 1_000_000_000L / rate;
      while (System.nanoTime() < due[i]) {
        LockSupport.parkNanos(due[i] - System.nanoTime());
      }
      way.send(i);
    }
    settle.send(count);
    while (heard.get() < count) {
      if (System.nanoTime() - start > time.toNanos() + PATIENCE_NANOS) {
        throw new IllegalStateException((count - heard.get()) + " samples did not come");
      }
      LockSupport.parkNanos(1_000_000);
    }
    long end = System.nanoTime();
    for (int i = 0; i < count; i++) {
      if (took[i] == NOT_YET) { // another value took its place before it was read
        took[i] = end - due[i];
      }
    }
    long[] sorted = Arrays.copyOf(took, count);
    Arrays.sort(sorted);
    return new double[] {sorted[count / 2] / 1e6, sorted[(int) (count * 0.99)] / 1e6};
  }
}
