package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.internal.heartbeat.ZkHeartbeatMonitor;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
 * Beats of 100,000 devices that each beat in time, in an order that was drawn once, by a clock that
 * moves on from beat to beat; and ticks, by a clock that each moves on by a hundredth of the
 * period, after as large a part of the devices has beaten. The clock of the JVM is not among it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeartbeatBenchmark {
  private static final int DEVICES = 100_000;
  private static final int TICKS = 100;
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private static TrackedDevice[] track(HeartbeatMonitor monitor) {
    TrackedDevice[] devices = new TrackedDevice[DEVICES];
    for (int i = 0; i < DEVICES; i++) {
      devices[i] = monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    return devices;
  }

  /** A clock that is moved by hand, and at which no tick is a late one. */
  private static HeartbeatOptions options(AtomicLong time) {
    return HeartbeatOptions.defaults().withOverrun(Duration.ofHours(1)).withTicker(time::get);
  }

  /** Devices in an order that was drawn, each of which beats once a period. */
  @State(Scope.Thread)
  public static class Beating {
    private final AtomicLong time = new AtomicLong();
    private final TrackedDevice[] handles = new TrackedDevice[DEVICES];
    private final DeviceId[] ids = new DeviceId[DEVICES];
    private IotCoord coord;
    private HeartbeatMonitor monitor;
    private int next;
    private long pass;

    @Setup
    public void start() throws InterruptedException {
      coord = IotCoord.embedded();
      monitor = coord.heartbeatMonitor(options(time));
      List<TrackedDevice> devices = Arrays.asList(track(monitor));
      monitor.flush(); // so that nothing is published while beats are measured
      Collections.shuffle(devices, new Random(42));
      for (int i = 0; i < DEVICES; i++) {
        handles[i] = devices.get(i);
        ids[i] = devices.get(i).device();
      }
    }

    @TearDown
    public void stop() {
      coord.close();
    }

    int next() {
      time.addAndGet(PERIOD.toNanos() / DEVICES);
      if (++next == DEVICES) {
        next = 0;
        pass++;
      }
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
      monitor = (ZkHeartbeatMonitor) coord.heartbeatMonitor(options(time));
      devices = track(monitor);
    }

    @TearDown
    public void stop() {
      coord.close();
    }
  }

  @Benchmark
  public boolean beatByHandle(Beating state) {
    return state.handles[state.next()].beat(state.pass);
  }

  /** None is the beat that was expected next: of three numbers two are missing. */
  @Benchmark
  public boolean beatIrregular(Beating state) {
    return state.handles[state.next()].beat(3 * state.pass);
  }

  @Benchmark
  public boolean beatById(Beating state) {
    return state.monitor.beat(state.ids[state.next()], state.pass);
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
