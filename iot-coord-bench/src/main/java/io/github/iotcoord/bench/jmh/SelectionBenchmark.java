package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectionStrategy;
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

/** Lookups and picks among a thousand devices in a live view. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SelectionBenchmark {
  private final DeviceId id = DeviceId.of("device-500");
  private IotCoord coord;
  private DeviceView view;
  private DeviceSelector roundRobin;

  @Setup
  public void start() throws Exception {
    coord = IotCoord.embedded();
    coord.deviceRegistry().registerAll(Fleet.devices("device", 1_000));
    view = coord.deviceRegistry().view();
    roundRobin = view.selector(DeviceQuery.ofType("thermometer"), SelectionStrategy.ROUND_ROBIN);
  }

  @TearDown
  public void stop() {
    view.close();
    coord.close();
  }

  @Benchmark
  public RegisteredDevice find() {
    return view.find(id).orElseThrow();
  }

  @Benchmark
  public RegisteredDevice select() {
    return roundRobin.select().orElseThrow();
  }
}
