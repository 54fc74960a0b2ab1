package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.pekko.remote.DefaultFailureDetectorRegistry;

/**
 * One thread beats for all of many devices, over and over, in an order that was drawn before: so
 * each of them beats about once in the time that a pass takes, and that is its period.
 */
final class BeatRunner implements Runner {
  private static final Duration PERIOD = Duration.ofMillis(5);

  private final int devices;
  private final Beats byHandle;
  private final Beats byId;
  private long pass;

  /** A beat of each device, once. */
  interface Beats {
    /** Returns how many were of devices that are known. */
    int all(long sequence);
  }

  private BeatRunner(int devices, Beats byHandle, Beats byId) {
    this.devices = devices;
    this.byHandle = byHandle;
    this.byId = byId;
  }

  /** Devices of a monitor. */
  static Runner ours(Bed bed, int devices) throws Exception {
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root("/beat").build());
    // Deadlines are not what is measured here: they are looked at once a second.
    HeartbeatMonitor monitor =
        coord.heartbeatMonitor(
            HeartbeatOptions.defaults()
                .withDetector(new Unsuspecting(FailureDetector.adaptive()))
                .withTick(Duration.ofSeconds(1)));
    TrackedDevice[] tracked = new TrackedDevice[devices];
    for (int i = 0; i < devices; i++) {
      tracked[i] = monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    monitor.flush();
    TrackedDevice[] handles = drawn(bed, devices, i -> tracked[i]).toArray(TrackedDevice[]::new);
    DeviceId[] ids = drawn(bed, devices, i -> tracked[i].device()).toArray(DeviceId[]::new);
    return new BeatRunner(
        devices,
        sequence -> {
          int known = 0;
          for (TrackedDevice device : handles) {
            known += device.beat(sequence) ? 1 : 0;
          }
          return known;
        },
        sequence -> {
          int known = 0;
          for (DeviceId id : ids) {
            known += monitor.beat(id, sequence) ? 1 : 0;
          }
          return known;
        });
  }

  /** As many detectors, and a registry of as many. */
  static Runner pekko(Bed bed, int devices) {
    org.apache.pekko.remote.FailureDetector[] detectors =
        new org.apache.pekko.remote.FailureDetector[devices];
    DeviceId[] all = new DeviceId[devices];
    scala.Function0<org.apache.pekko.remote.FailureDetector> factory = PekkoFactory.INSTANCE;
    DefaultFailureDetectorRegistry<DeviceId> registry =
        new DefaultFailureDetectorRegistry<>(factory);
    for (int i = 0; i < devices; i++) {
      detectors[i] = PekkoDetector.make();
      all[i] = DeviceId.of("device-" + i);
      registry.heartbeat(all[i]);
    }
    var handles =
        drawn(bed, devices, i -> detectors[i])
            .toArray(org.apache.pekko.remote.FailureDetector[]::new);
    DeviceId[] ids = drawn(bed, devices, i -> all[i]).toArray(DeviceId[]::new);
    return new BeatRunner(
        devices,
        sequence -> {
          for (org.apache.pekko.remote.FailureDetector detector : handles) {
            detector.heartbeat();
          }
          return handles.length;
        },
        sequence -> {
          for (DeviceId id : ids) {
            registry.heartbeat(id);
          }
          return ids.length;
        });
  }

  private static <T> java.util.stream.Stream<T> drawn(Bed bed, int devices, IntFunction<T> of) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, devices).boxed().toList());
    Collections.shuffle(order, bed.random());
    return order.stream().map(of::apply);
  }

  @Override
  public double[] round(Duration time) {
    return new double[] {rate(byHandle, time.dividedBy(2)), rate(byId, time.dividedBy(2))};
  }

  private double rate(Beats beats, Duration time) {
    long start = System.nanoTime();
    long count = 0;
    long now;
    do {
      if (beats.all(++pass) != devices) {
        throw new IllegalStateException("beats came of devices that are not known");
      }
      count += devices;
      now = System.nanoTime();
    } while (now - start < time.toNanos());
    return count * 1e9 / (now - start);
  }
}
