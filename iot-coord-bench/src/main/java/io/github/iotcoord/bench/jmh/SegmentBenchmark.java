package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.internal.codec.SegmentDecoder;
import io.github.iotcoord.internal.codec.SegmentEncoder;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A segment of 4,000 samples, one of each of 1,000 devices' 4 metrics: made of them, and made into
 * them again; the time is that of one sample. {@code -prof gc} tells what that allocates.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SegmentBenchmark {
  private static final int SAMPLES = 4_000;

  /** Samples, and the segment of them. */
  @State(Scope.Thread)
  public static class Filled {
    /** Decimals as sensors tell them, or random doubles. */
    @Param({"decimal", "random"})
    public String values = "decimal";

    private final List<Sample> samples = new ArrayList<>();
    private final SegmentDecoder decoder = new SegmentDecoder();
    private byte[] payload;

    /** Makes both. */
    @Setup
    public void fill() {
      Random random = new Random(1);
      Instant time = Instant.parse("2026-01-01T00:00:00Z");
      for (int i = 0; i < SAMPLES; i++) {
        double value = 20 + random.nextGaussian();
        samples.add(
            new Sample(
                DeviceId.of("device-" + i / 4),
                "metric-" + i % 4,
                "Cel",
                time.plusMillis(i / 4),
                values.equals("decimal") ? Math.rint(value * 100) / 100 : value));
      }
      payload = encoded(samples);
    }
  }

  private static byte[] encoded(List<Sample> samples) {
    SegmentEncoder encoder = new SegmentEncoder();
    samples.forEach(encoder::add);
    return encoder.encode();
  }

  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public byte[] encode(Filled state) {
    return encoded(state.samples);
  }

  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public double decode(Filled state) {
    double sum = 0;
    for (Sample sample : state.decoder.decode(state.payload)) {
      sum += sample.value();
    }
    return sum;
  }
}
