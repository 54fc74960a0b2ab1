package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * All devices of a gateway lose their connections at once, and have them again in the next round:
 * how many transitions a second another client's listener hears of, from the first to the last.
 */
final class TransitionsRunner implements Side.Runner {
  private final HeartbeatMonitor monitor;
  private final List<DeviceId> devices = new ArrayList<>();
  private final Semaphore heard = new Semaphore(0);
  private volatile DeviceStatus expected = DeviceStatus.UP;
  private long session = 1;

  private TransitionsRunner(Bed bed, String root, int count) throws Exception {
    // Links that fail in every round would be damped.
    HeartbeatOptions options = HeartbeatOptions.defaults().withFlapping(15, Duration.ofSeconds(1));
    monitor = bed.own(IotCoord.builder(bed.near()).root(root).build()).heartbeatMonitor(options);
    for (int i = 0; i < count; i++) {
      DeviceId device = DeviceId.of("device-" + i);
      devices.add(device);
      monitor.track(device, Duration.ofDays(1));
    }
    monitor.flush();
    FleetHealth fleet = bed.own(IotCoord.builder(bed.near()).root(root).build()).fleetHealth();
    fleet.addListener(this::hear, Runnable::run);
    await();
  }

  private void hear(HealthTransition transition) {
    DeviceHealth after = transition.after();
    if (after != null && after.status() == expected) {
      heard.release();
    }
  }

  /** The contest, for a fleet of so many devices. */
  static Contest contest(int devices) {
    return new Contest(
        "heartbeat.transitions",
        devices + " devices have another state at once",
        List.of(new Metric("rate", "transitions/s", Better.HIGHER)),
        List.of(
            new Side(
                Contest.OURS,
                "until a listener of another client has heard of the last",
                bed -> new TransitionsRunner(bed, "/transitions", devices)),
            new Side(
                "setData",
                "until another client's bare recursive watch has heard of the last: one write for"
                    + " each device, 64 under way",
                bed -> new SetDataRunner(bed, "/states", 1, 1))));
  }

  @Override
  public double[] round(Duration time) throws Exception {
    boolean connects = expected == DeviceStatus.DOWN;
    long start = System.nanoTime();
    if (connects) {
      expected = DeviceStatus.UP;
      session++;
      for (DeviceId device : devices) {
        monitor.connected(device, session);
      }
    } else {
      expected = DeviceStatus.DOWN;
      for (DeviceId device : devices) {
        monitor.disconnected(device, session, "the link is down");
      }
    }
    await();
    return new double[] {devices.size() / ((System.nanoTime() - start) / 1e9)};
  }

  private void await() throws InterruptedException {
    if (!heard.tryAcquire(devices.size(), 2, TimeUnit.MINUTES)) {
      throw new IllegalStateException(
          heard.availablePermits() + " of " + devices.size() + " transitions were heard of");
    }
  }
}
