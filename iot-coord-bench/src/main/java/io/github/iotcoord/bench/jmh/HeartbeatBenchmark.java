package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.internal.heartbeat.ZkHeartbeatMonitor;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/**
 * Beats of 100,000 devices in random order, by the clock of the JVM; and ticks, by a clock that
 * each moves on by a hundredth of the period, after as large a part of the devices has beaten.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeartbeatBenchmark {
  private static final int DEVICES = 100_000;
  private static final int DRAWN = 1 << 20;
  private static final int TICKS = 100;
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private static TrackedDevice[] track(HeartbeatMonitor monitor) {
    TrackedDevice[] devices = new TrackedDevice[DEVICES];
    for (int i = 0; i < DEVICES; i++) {
      devices[i] = monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    return devices;
  }

  /** Devices in random order. */
  @State(Scope.Thread)
  public static class Beating {
    private final TrackedDevice[] handles = new TrackedDevice[DRAWN];
    private final DeviceId[] ids = new DeviceId[DRAWN];
    private IotCoord coord;
    private HeartbeatMonitor monitor;
    private int next;

    @Setup
    public void start() throws InterruptedException {
      coord = IotCoord.embedded();
      monitor = coord.heartbeatMonitor();
      TrackedDevice[] devices = track(monitor);
      int[] order = new Random(42).ints(DRAWN, 0, DEVICES).toArray();
      for (int i = 0; i < DRAWN; i++) {
        handles[i] = devices[order[i]];
        ids[i] = handles[i].device();
      }
    }

    @TearDown
    public void stop() {
      coord.close();
    }

    int next() {
      next = (next + 1) & (DRAWN - 1);
      return next;
    }
  }

  /** Devices of a clock that is moved by hand. */
  @State(Scope.Thread)
  public static class Ticking {
    private final AtomicLong time = new AtomicLong();
    private IotCoord coord;
    private ZkHeartbeatMonitor monitor;
    private TrackedDevice[] devices;
    private int tick;

    @Setup
    public void start() throws InterruptedException {
      coord = IotCoord.embedded();
      HeartbeatOptions options =
          HeartbeatOptions.defaults().withOverrun(Duration.ofHours(1)).withTicker(time::get);
      monitor = (ZkHeartbeatMonitor) coord.heartbeatMonitor(options);
      devices = track(monitor);
    }

    @TearDown
    public void stop() {
      coord.close();
    }
  }

  @Benchmark
  public boolean beatByHandle(Beating state) {
    return state.handles[state.next()].beat();
  }

  @Benchmark
  public boolean beatById(Beating state) {
    return state.monitor.beat(state.ids[state.next()]);
  }

  /** A hundredth of the devices beat, and a tick comes: of 100,000 devices, a tenth of a second. */
  @Benchmark
  public void beatsAndTick(Ticking state) {
    int part = DEVICES / TICKS;
    int from = state.tick % TICKS * part;
    for (int i = from; i < from + part; i++) {
      state.devices[i].beat(state.tick / TICKS);
    }
    state.tick++;
    state.time.addAndGet(PERIOD.toNanos() / TICKS);
    state.monitor.tick();
  }
}
