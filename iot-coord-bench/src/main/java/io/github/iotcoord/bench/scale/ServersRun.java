package io.github.iotcoord.bench.scale;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.Patience;
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
  private static final int CONNECT_SECONDS = 60;
  private static final int PATIENCE_MINUTES = 2;
  private static final int PORTION = 1_000;

  /** No more, or links that go down and up in each round would be damped. */
  private static final int MOST_WARM_UPS = 5;

  private final int servers;
  private final int devices;
  private final Duration time;
  private final String heap;

  /**
   * @param devices how many are registered, publish, and change their state in one round
   * @param time for how long a lock is acquired and released, and samples are published, in one
   *     round
   */
  ServersRun(int servers, int devices, Duration time, String heap) {
    this.servers = servers;
    this.devices = devices;
    this.time = time;
    this.heap = heap;
  }

  /** One round of something; returns the figure. */
  private interface Round {
    double run(int number) throws Exception;
  }

  ServersPoint measure() throws Exception {
    try (Ensemble ensemble = Ensemble.start(servers, heap)) {
      Ensemble.Member member = ensemble.memberForClients();
      try (CuratorFramework writing = connect(member.connectString());
          CuratorFramework reading = connect(member.connectString());
          IotCoord coord = IotCoord.builder(writing).root("/servers").build();
          IotCoord reader = IotCoord.builder(reading).root("/servers").build()) {
        return new ServersPoint(
            servers,
            member.role(),
            rounds(round -> register(coord, round)),
            rounds(round -> lock(coord)),
            publish(coord),
            transitions(coord, reader));
      }
    }
  }

  private static CuratorFramework connect(String connectString) throws InterruptedException {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(connectString, new RetryOneTime(100));
    client.start();
    if (!client.blockUntilConnected(CONNECT_SECONDS, TimeUnit.SECONDS)) {
      client.close();
      throw new IllegalStateException("no connection to " + connectString);
    }
    return client;
  }

  /** After some rounds to warm up: the servers' compilers have seen nothing yet. */
  private Spread rounds(Round round) throws Exception {
    long start = System.nanoTime();
    int number = 0;
    do {
      round.run(number++);
    } while (number < MOST_WARM_UPS && System.nanoTime() - start < time.toNanos());
    double[] figures = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      figures[i] = round.run(number++);
    }
    return Spread.of(figures);
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

  private double lock(IotCoord coord) throws InterruptedException {
    DistributedLock lock = coord.distributedLock("lock");
    long start = System.nanoTime();
    int count = 0;
    do {
      lock.lock().close();
      count++;
    } while (System.nanoTime() - start < time.toNanos());
    return seconds(start) * 1e6 / count;
  }

  private Spread publish(IotCoord coord) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      samples.add(Sample.of("device-" + i, "temperature", FIRST, 20 + i % 97 / 10.0));
    }
    try (SensorDataChannel channel = coord.sensorDataChannel("channel")) {
      return rounds(round -> stream(channel, samples));
    }
  }

  private double stream(SensorDataChannel channel, List<Sample> samples) throws Exception {
    long start = System.nanoTime();
    long published = 0;
    CompletableFuture<SegmentPosition> last;
    do {
      int from = (int) (published % samples.size());
      List<Sample> portion = samples.subList(from, Math.min(from + PORTION, samples.size()));
      // Waits while too many are not committed.
      last = channel.publishAll(portion);
      published += portion.size();
    } while (System.nanoTime() - start < time.toNanos());
    channel.flush();
    last.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    return published / seconds(start);
  }

  private Spread transitions(IotCoord coord, IotCoord reader) throws Exception {
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
    return rounds(
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
    Patience.acquire(heard, devices, "transitions to be heard of");
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
