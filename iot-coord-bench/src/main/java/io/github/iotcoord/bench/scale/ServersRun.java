package io.github.iotcoord.bench.scale;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;

/** Measures the ways to write with an ensemble of so many servers. */
final class ServersRun {
  static final int ROUNDS = 5;
  private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");
  private static final int LOCKS = 200;
  private static final int CONNECT_SECONDS = 60;
  private static final int PATIENCE_MINUTES = 2;

  private final int servers;
  private final int devices;
  private final String heap;

  /**
   * @param devices how many are registered, publish, and change their state in one round
   */
  ServersRun(int servers, int devices, String heap) {
    this.servers = servers;
    this.devices = devices;
    this.heap = heap;
  }

  /** One round of something; returns the figure. */
  private interface Round {
    double run(int number) throws Exception;
  }

  ServersPoint measure() throws Exception {
    try (Ensemble ensemble = Ensemble.start(servers, heap);
        CuratorFramework writing = connect(ensemble);
        CuratorFramework reading = connect(ensemble);
        IotCoord coord = IotCoord.builder(writing).root("/servers").build();
        IotCoord reader = IotCoord.builder(reading).root("/servers").build()) {
      return new ServersPoint(
          servers,
          median(round -> register(coord, round)),
          median(round -> lock(coord)),
          median(round -> publish(coord, round)),
          transitions(coord, reader));
    }
  }

  private static CuratorFramework connect(Ensemble ensemble) throws InterruptedException {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(ensemble.connectString(), new RetryOneTime(100));
    client.start();
    if (!client.blockUntilConnected(CONNECT_SECONDS, TimeUnit.SECONDS)) {
      client.close();
      throw new IllegalStateException("no connection to " + ensemble.connectString());
    }
    return client;
  }

  /** After one round to warm up. */
  private static double median(Round round) throws Exception {
    round.run(0);
    double[] figures = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      figures[i] = round.run(i + 1);
    }
    Arrays.sort(figures);
    return figures[ROUNDS / 2];
  }

  private double register(IotCoord coord, int round) throws InterruptedException {
    List<Device> fleet = Fleet.devices("device-" + round, devices);
    long start = System.nanoTime();
    BulkReport report = coord.deviceRegistry().registerAll(fleet);
    double seconds = seconds(start);
    if (!report.isComplete()) {
      throw new IllegalStateException("not all were registered: " + report);
    }
    return devices / seconds;
  }

  private static double lock(IotCoord coord) throws InterruptedException {
    DistributedLock lock = coord.distributedLock("lock");
    long start = System.nanoTime();
    for (int i = 0; i < LOCKS; i++) {
      lock.lock().close();
    }
    return seconds(start) * 1e6 / LOCKS;
  }

  private double publish(IotCoord coord, int round) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      samples.add(
          Sample.of("device-" + i, "temperature", FIRST.plusSeconds(round), 20 + i % 97 / 10.0));
    }
    try (SensorDataChannel channel = coord.sensorDataChannel("channel-" + round)) {
      long start = System.nanoTime();
      CompletableFuture<SegmentPosition> last = channel.publishAll(samples);
      channel.flush();
      last.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
      return devices / seconds(start);
    }
  }

  private double transitions(IotCoord coord, IotCoord reader) throws Exception {
    // Links that fail in every round would be damped.
    HeartbeatMonitor monitor =
        coord.heartbeatMonitor(HeartbeatOptions.defaults().withFlapping(15, Duration.ofSeconds(1)));
    List<DeviceId> tracked = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      DeviceId device = DeviceId.of("device-" + i);
      tracked.add(device);
      monitor.track(device, Duration.ofDays(1));
    }
    Semaphore heard = new Semaphore(0);
    reader
        .fleetHealth()
        .addListener(
            transition -> {
              DeviceHealth after = transition.after();
              if (after != null && after.status() != DeviceStatus.SUSPECT) {
                heard.release();
              }
            },
            Runnable::run);
    monitor.flush();
    await(heard);
    return median(
        round -> {
          long start = System.nanoTime();
          for (DeviceId device : tracked) {
            if (round % 2 == 0) {
              monitor.disconnected(device, 1 + round / 2, "the link is down");
            } else {
              monitor.connected(device, 2 + round / 2);
            }
          }
          await(heard);
          return devices / seconds(start);
        });
  }

  private void await(Semaphore heard) throws InterruptedException {
    if (!heard.tryAcquire(devices, PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException(
          heard.availablePermits() + " of " + devices + " transitions were heard of");
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
