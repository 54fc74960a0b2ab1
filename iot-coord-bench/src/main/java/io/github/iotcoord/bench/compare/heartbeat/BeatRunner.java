package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.pekko.remote.DefaultFailureDetectorRegistry;
import org.apache.pekko.remote.FailureDetector;

/** One thread beats for many devices, in an order that was drawn before. */
final class BeatRunner implements Runner {
  private static final int BEATS = 1 << 20;
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Beats byHandle;
  private final Beats byId;

  /** All beats of the order, once. */
  interface Beats {
    /** Returns how many were of devices that are known. */
    int all();
  }

  private BeatRunner(Beats byHandle, Beats byId) {
    this.byHandle = byHandle;
    this.byId = byId;
  }

  /** Devices of a monitor. */
  static Runner ours(Bed bed, int devices) throws Exception {
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root("/beat").build());
    HeartbeatMonitor monitor = coord.heartbeatMonitor();
    TrackedDevice[] tracked = new TrackedDevice[devices];
    for (int i = 0; i < devices; i++) {
      tracked[i] = monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    monitor.flush();
    TrackedDevice[] handles = drawn(devices, i -> tracked[i]).toArray(TrackedDevice[]::new);
    DeviceId[] ids = drawn(devices, i -> tracked[i].device()).toArray(DeviceId[]::new);
    return new BeatRunner(
        () -> {
          int known = 0;
          for (TrackedDevice device : handles) {
            known += device.beat() ? 1 : 0;
          }
          return known;
        },
        () -> {
          int known = 0;
          for (DeviceId id : ids) {
            known += monitor.beat(id) ? 1 : 0;
          }
          return known;
        });
  }

  /** As many detectors, and a registry of as many. */
  static Runner pekko(int devices) {
    FailureDetector[] detectors = new FailureDetector[devices];
    DeviceId[] all = new DeviceId[devices];
    scala.Function0<FailureDetector> factory = PekkoFactory.INSTANCE;
    DefaultFailureDetectorRegistry<DeviceId> registry =
        new DefaultFailureDetectorRegistry<>(factory);
    for (int i = 0; i < devices; i++) {
      detectors[i] = PekkoDetector.make();
      all[i] = DeviceId.of("device-" + i);
      registry.heartbeat(all[i]);
    }
    FailureDetector[] handles = drawn(devices, i -> detectors[i]).toArray(FailureDetector[]::new);
    DeviceId[] ids = drawn(devices, i -> all[i]).toArray(DeviceId[]::new);
    return new BeatRunner(
        () -> {
          for (FailureDetector detector : handles) {
            detector.heartbeat();
          }
          return handles.length;
        },
        () -> {
          for (DeviceId id : ids) {
            registry.heartbeat(id);
          }
          return ids.length;
        });
  }

  private static <T> java.util.stream.Stream<T> drawn(int devices, IntFunction<T> of) {
    return new Random(42).ints(BEATS, 0, devices).mapToObj(of);
  }

  @Override
  public double[] round(Duration time) {
    return new double[] {rate(byHandle, time.dividedBy(2)), rate(byId, time.dividedBy(2))};
  }

  private static double rate(Beats beats, Duration time) {
    long start = System.nanoTime();
    long count = 0;
    long now;
    do {
      if (beats.all() != BEATS) {
        throw new IllegalStateException("beats came of devices that are not known");
      }
      count += BEATS;
      now = System.nanoTime();
    } while (now - start < time.toNanos());
    return count * 1e9 / (now - start);
  }
}
