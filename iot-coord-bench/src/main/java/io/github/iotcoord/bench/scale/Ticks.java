package io.github.iotcoord.bench.scale;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Heap;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.internal.heartbeat.ZkHeartbeatMonitor;
import io.github.iotcoord.registry.DeviceId;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a fleet whose devices beat in time costs its monitor, by a clock that is moved by hand.
 *
 * @param tickMicros one tick, in microseconds: of the medians of some periods' ticks
 * @param monitorBytes the heap that the monitor takes, the ids of the devices too
 */
record Ticks(Spread tickMicros, long monitorBytes) {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int TICKS = 100;
  static final int PERIODS = 5;
  private static final int WARM_UP_PERIODS = 400;

  /** Lets the compiler see the ticks of a fleet. */
  static void warmUp(IotCoord coord, int count) throws InterruptedException {
    Beating fleet = new Beating(coord, count);
    for (int i = 0; i < WARM_UP_PERIODS; i++) {
      fleet.period();
    }
  }

  static Ticks measure(IotCoord coord, int count) throws InterruptedException {
    long before = Heap.usedBytes();
    Beating fleet = new Beating(coord, count);
    // The detectors know nobody's period yet.
    fleet.period();
    double[] micros = new double[PERIODS];
    for (int i = 0; i < PERIODS; i++) {
      micros[i] = fleet.period();
    }
    return new Ticks(Spread.of(micros), fleet.bytes(before));
  }

  /** The devices and their monitor. */
  private static final class Beating {
    private final AtomicLong time = new AtomicLong();
    private final ZkHeartbeatMonitor monitor;
    private final TrackedDevice[] devices;
    private int periods;

    Beating(IotCoord coord, int count) throws InterruptedException {
      HeartbeatOptions options =
          HeartbeatOptions.defaults().withOverrun(Duration.ofHours(1)).withTicker(time::get);
      monitor = (ZkHeartbeatMonitor) coord.heartbeatMonitor(options);
      devices = new TrackedDevice[count];
      for (int i = 0; i < count; i++) {
        devices[i] = monitor.track(DeviceId.of("device-" + i), PERIOD);
      }
      monitor.flush();
    }

    /** Lets each device beat once; returns the median of the ticks, in microseconds. */
    double period() {
      double[] micros = new double[TICKS];
      for (int tick = 0; tick < TICKS; tick++) {
        for (int i = tick; i < devices.length; i += TICKS) {
          devices[i].beat(periods);
        }
        time.addAndGet(PERIOD.toNanos() / TICKS);
        long start = System.nanoTime();
        monitor.tick();
        micros[tick] = (System.nanoTime() - start) / 1e3;
      }
      periods++;
      Arrays.sort(micros);
      return micros[TICKS / 2];
    }

    /** The heap in use beyond what was before. */
    long bytes(long before) {
      try {
        return Heap.usedBytes() - before;
      } finally {
        Reference.reachabilityFence(this);
      }
    }
  }
}
