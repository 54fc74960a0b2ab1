package io.github.iotcoord.bench.scale;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Heap;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.internal.heartbeat.ZkHeartbeatMonitor;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a fleet whose devices beat in time costs its monitor, by a clock that is moved by hand.
 *
 * @param tickMicros one tick, in microseconds: the median of three periods' ticks
 * @param monitorBytes the heap that the monitor takes, the ids of the devices too
 */
record Ticks(double tickMicros, long monitorBytes) {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int TICKS = 100;
  private static final int PERIODS = 4;

  static Ticks measure(IotCoord coord, int count) throws InterruptedException {
    AtomicLong time = new AtomicLong();
    HeartbeatOptions options =
        HeartbeatOptions.defaults().withOverrun(Duration.ofHours(1)).withTicker(time::get);
    long before = Heap.usedBytes();
    ZkHeartbeatMonitor monitor = (ZkHeartbeatMonitor) coord.heartbeatMonitor(options);
    TrackedDevice[] devices = new TrackedDevice[count];
    for (int i = 0; i < count; i++) {
      devices[i] = monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    monitor.flush();
    double[] micros = new double[PERIODS * TICKS];
    for (int tick = 0; tick < micros.length; tick++) {
      for (int i = tick % TICKS; i < count; i += TICKS) {
        devices[i].beat(tick / TICKS);
      }
      time.addAndGet(PERIOD.toNanos() / TICKS);
      long start = System.nanoTime();
      monitor.tick();
      micros[tick] = (System.nanoTime() - start) / 1e3;
    }
    long bytes = Heap.usedBytes() - before;
    double[] afterTheFirstPeriod = Arrays.copyOfRange(micros, TICKS, micros.length);
    Arrays.sort(afterTheFirstPeriod);
    return new Ticks(afterTheFirstPeriod[afterTheFirstPeriod.length / 2], bytes);
  }
}
