package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectionStrategy;
import java.util.Arrays;
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
  private static final int DEVICES = 1_000;

  private final DeviceId[] ids = new DeviceId[DEVICES];
  private int next;
  private IotCoord coord;
  private DeviceView view;
  private DeviceSelector roundRobin;

  @Setup
  public void start() throws Exception {
    coord = IotCoord.embedded();
    coord.deviceRegistry().registerAll(Fleet.devices("device", DEVICES));
    Arrays.setAll(ids, i -> DeviceId.of("device-" + i));
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
    next = next + 1 == DEVICES ? 0 : next + 1;
    return view.find(ids[next]).orElseThrow();
  }

  @Benchmark
  public RegisteredDevice select() {
    return roundRobin.select().orElseThrow();
  }
}
