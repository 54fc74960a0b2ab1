package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import io.github.iotcoord.heartbeat.BeatRelay;
import io.github.iotcoord.heartbeat.RelayOptions;
import io.github.iotcoord.heartbeat.RelayStats;
import io.github.iotcoord.heartbeat.SharedHeartbeatMonitor;
import io.github.iotcoord.heartbeat.SharedMonitorOptions;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Beats that arrive at several ingest nodes and are judged by several monitors: how many beats a
 * second the judges take, from the first that is sent until the last has been taken. No device
 * beats again before its last beat has been written, so that no beat is told in another's place.
 */
final class RelayRunner implements Runner {
  static final int FLEET = 400_000;
  static final int RELAYS = 4;
  static final int MONITORS = 2;

  /** Some ten for each monitor. */
  private static final int PARTITIONS = 20;

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int BURST = 1_000;

  /** The last flush and the last pages, at the end of a round, must not count for much. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private static final long PATIENCE_SECONDS = 120;

  private final List<BeatRelay> relays = new ArrayList<>();
  private final List<SharedHeartbeatMonitor> monitors = new ArrayList<>();
  private final List<List<DeviceId>> slices = new ArrayList<>();
  private final Workers workers;
  private long number;

  /**
   * @param root where this side keeps what it keeps
   */
  RelayRunner(Bed bed, String root, int devices) throws Exception {
    for (int i = 0; i < MONITORS; i++) {
      monitors.add(
          coord(bed, root, "monitor-" + i)
              .sharedHeartbeatMonitor(
                  "fleet", SharedMonitorOptions.defaults().withPartitions(PARTITIONS)));
    }
    for (int i = 0; i < RELAYS; i++) {
      relays.add(
          coord(bed, root, "relay-" + i)
              .beatRelay("fleet", RelayOptions.defaults().withPartitions(PARTITIONS)));
      slices.add(new ArrayList<>());
    }
    List<CompletableFuture<Void>> tracked = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      DeviceId device = DeviceId.of("device-" + i);
      slices.get(i % RELAYS).add(device);
      tracked.add(relays.get(i % RELAYS).track(device, PERIOD));
    }
    CompletableFuture.allOf(tracked.toArray(new CompletableFuture<?>[0]))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    workers = bed.own(new Workers(RELAYS));
  }

  private static IotCoord coord(Bed bed, String root, String identity) throws Exception {
    return bed.own(IotCoord.builder(bed.near()).root(root).identity(identity).build());
  }

  /** The contest, for a fleet of so many devices. */
  static Contest contest(int devices) {
    return new Contest(
            "heartbeat.relay",
            "beats of "
                + devices
                + " devices at "
                + RELAYS
                + " ingest nodes, for "
                + MONITORS
                + " monitors",
            List.of(new Metric("rate", "beats/s", Better.HIGHER)),
            List.of(
                new Side(
                    Contest.OURS,
                    "until the monitors' judges have taken the last",
                    bed -> new RelayRunner(bed, "/relay", devices)),
                new Side(
                    "setData",
                    "until the monitors' bare recursive watches have heard of the last: one write for"
                        + " each beat, 64 under way for each node",
                    bed -> new SetDataRunner(bed, "/beats", RELAYS, MONITORS))))
        .withRoundsOf(SHORTEST);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long takenBefore = taken();
    long sentBefore = sent();
    long first = ++number;
    long start = System.nanoTime();
    workers.run(worker -> send(worker, first, start, time));
    number += BURST;
    long due = takenBefore + sent() - sentBefore;
    while (taken() < due) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IllegalStateException((due - taken()) + " beats were not taken");
      }
      LockSupport.parkNanos(200_000);
    }
    return new double[] {(due - takenBefore) / ((System.nanoTime() - start) / 1e9)};
  }

  private void send(int worker, long first, long start, Duration time) {
    BeatRelay relay = relays.get(worker);
    List<DeviceId> slice = slices.get(worker);
    long sequence = first;
    int at = 0;
    do {
      for (int i = 0; i < BURST; i++) {
        if (at == slice.size()) {
          awaitWritten(relay, 0);
          at = 0;
          sequence++;
        }
        relay.beat(slice.get(at++), sequence);
      }
      // As much as the nodes can keep up with, and no more: nothing is given up.
      awaitWritten(relay, slice.size() / 2);
    } while (System.nanoTime() - start < time.toNanos());
    awaitWritten(relay, 0);
  }

  private static void awaitWritten(BeatRelay relay, int but) {
    while (relay.stats().buffered() > but) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private long taken() {
    return monitors.stream().mapToLong(monitor -> monitor.stats().beats()).sum();
  }

  private long sent() {
    long sent = 0;
    for (BeatRelay relay : relays) {
      RelayStats stats = relay.stats();
      if (stats.droppedBeats() > 0) {
        throw new IllegalStateException(stats.droppedBeats() + " beats were given up");
      }
      sent += stats.beats();
    }
    return sent;
  }
}
