package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Lookups of the newest value of one among a thousand series of a channel. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LatestBenchmark {
  private static final int SERIES = 1_000;

  private final DeviceId id = DeviceId.of("device-500");
  private IotCoord coord;
  private SensorDataChannel channel;

  @Setup
  public void start() throws InterruptedException {
    coord = IotCoord.embedded();
    channel = coord.sensorDataChannel("measured");
    for (int i = 0; i < SERIES; i++) {
      var unused = channel.publish(Sample.of("device-" + i, "temperature", Instant.EPOCH, i));
    }
    channel.flush();
    while (channel.latest(DeviceId.of("device-" + (SERIES - 1)), "temperature").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @TearDown
  public void stop() {
    coord.close();
  }

  @Benchmark
  public Sample latest() throws InterruptedException {
    return channel.latest(id, "temperature").orElseThrow();
  }
}
