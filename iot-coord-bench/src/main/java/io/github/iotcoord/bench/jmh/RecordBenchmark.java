package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.codec.DeviceRecordDecoder;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.RegisteredDevice;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encodes and decodes the record of a device with six attributes; decoding as a view does, which
 * shares texts that come again and again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
  private static final String ID = "device-500";

  private final DeviceRecordDecoder decoder = new DeviceRecordDecoder();
  private RegisteredDevice device;
  private byte[] encoded;

  @Setup
  public void make() {
    device =
        new RegisteredDevice(
            Fleet.device(ID),
            "gateway-1",
            "0123456789abcdef",
            0,
            Instant.parse("2026-01-02T03:04:05.678Z"),
            AdminState.ENABLED);
    encoded = DeviceRecordCodec.encode(device);
  }

  @Benchmark
  public byte[] encode() {
    return DeviceRecordCodec.encode(device);
  }

  @Benchmark
  public RegisteredDevice decode() {
    return decoder.decode(ID, encoded, 0);
  }
}
