package io.github.iotcoord.bench.scale;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.Heap;
import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.DelayingProxy;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceView;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;

/** Measures a fleet of one size on a server of its own. */
final class ScaleRun {
  static final int ROUNDS = 3;

  /** To load a million devices may take longer than an application would wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long LOOK_NANOS = 1_000_000;
  private static final int GROUP = 1_000;

  private final int devices;
  private final int warmUp;
  private final String serverHeap;

  /**
   * @param warmUp how many devices are registered, loaded and removed before, so that the server's
   *     compiler has seen that
   */
  ScaleRun(int devices, int warmUp, String serverHeap) {
    this.devices = devices;
    this.warmUp = warmUp;
    this.serverHeap = serverHeap;
  }

  /** Lets this JVM's compiler see all that is measured. */
  static void warmUp(int devices, String serverHeap) throws Exception {
    try (ServerProcess server = ServerProcess.start(serverHeap);
        Bed bed = new Bed(server.connectString());
        IotCoord gateway = coord(bed.near(), "/scale-warm-ticks")) {
      Ticks.warmUp(gateway, devices);
    }
    new ScaleRun(devices, devices, serverHeap).measure();
  }

  ScalePoint measure() throws Exception {
    long serverBytes = serverBytes();
    try (ServerProcess server = ServerProcess.start(serverHeap);
        Bed bed = new Bed(server.connectString())) {
      warmUp(bed);
      double[] registerSeconds = new double[ROUNDS];
      String root = "";
      for (int i = 0; i < ROUNDS; i++) {
        root = "/scale-" + i;
        try (IotCoord coord = coord(bed.near(), root)) {
          registerSeconds[i] = register(coord, devices);
          if (i < ROUNDS - 1) {
            remove(coord, devices);
          }
        }
      }
      double[] loadSeconds = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        loadSeconds[i] = load(bed, root, devices);
      }
      return follow(
          bed, root, serverBytes, Spread.of(registerSeconds), Spread.of(loadSeconds), ticks(bed));
    }
  }

  /** On a server that has seen nothing else: it keeps its last transactions. */
  private long serverBytes() throws Exception {
    try (ServerProcess server = ServerProcess.start(serverHeap);
        Bed bed = new Bed(server.connectString());
        IotCoord coord = coord(bed.near(), "/scale")) {
      long empty = server.heapBytes();
      register(coord, devices);
      return server.heapBytes() - empty;
    }
  }

  private void warmUp(Bed bed) throws Exception {
    String root = "/scale-warm";
    try (IotCoord coord = coord(bed.near(), root)) {
      register(coord, warmUp);
      load(bed, root, warmUp);
      remove(coord, warmUp);
    }
  }

  /** The devices are made while they are registered, so that they take no memory here. */
  private static double register(IotCoord coord, int devices) throws InterruptedException {
    Iterator<Device> fleet =
        IntStream.range(0, devices)
            .mapToObj(i -> Fleet.device("device-" + i).withGroup("group-" + i / GROUP))
            .iterator();
    long start = System.nanoTime();
    BulkReport report = coord.deviceRegistry().registerAll(() -> fleet);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!report.isComplete()) {
      throw new IllegalStateException("not all were registered: " + report);
    }
    return seconds;
  }

  private static void remove(IotCoord coord, int devices) throws InterruptedException {
    Iterator<DeviceId> fleet =
        IntStream.range(0, devices).mapToObj(i -> DeviceId.of("device-" + i)).iterator();
    BulkReport report = coord.deviceRegistry().deregisterAll(() -> fleet);
    if (!report.isComplete()) {
      throw new IllegalStateException("not all were removed: " + report);
    }
  }

  private static double load(Bed bed, String root, int devices) throws InterruptedException {
    CuratorFramework client = bed.near();
    long start = System.nanoTime();
    try (IotCoord coord = coord(client, root);
        DeviceView view = coord.deviceRegistry().view()) {
      double seconds = (System.nanoTime() - start) / 1e9;
      require(view.size(), devices);
      return seconds;
    }
  }

  private ScalePoint follow(
      Bed bed,
      String root,
      long serverBytes,
      Spread registerSeconds,
      Spread loadSeconds,
      Ticks ticks)
      throws Exception {
    DelayingProxy line = bed.line();
    CuratorFramework client = bed.through(line);
    long before = Heap.usedBytes();
    try (IotCoord coord = coord(client, root);
        DeviceView view = coord.deviceRegistry().view()) {
      require(view.size(), devices);
      long viewBytes = Heap.usedBytes() - before;
      double[] reconnectMillis = new double[ROUNDS];
      long requests = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        line.cut();
        awaitLive(view, false);
        awaitLive(view, true);
        reconnectMillis[i] = (System.nanoTime() - start) / 1e6;
        long sessionId = client.getZookeeperClient().getZooKeeper().getSessionId();
        requests = Math.max(requests, bed.counters().received(sessionId));
        require(view.size(), devices);
      }
      return new ScalePoint(
          devices,
          registerSeconds,
          loadSeconds,
          Spread.of(reconnectMillis),
          requests,
          viewBytes,
          serverBytes,
          ticks);
    }
  }

  private Ticks ticks(Bed bed) throws InterruptedException {
    try (IotCoord gateway = coord(bed.near(), "/scale-beats")) {
      return Ticks.measure(gateway, devices);
    }
  }

  private static IotCoord coord(CuratorFramework client, String root) throws InterruptedException {
    return IotCoord.builder(client).root(root).operationTimeout(PATIENCE).build();
  }

  private static void awaitLive(DeviceView view, boolean live) {
    long start = System.nanoTime();
    while (view.freshness().live() != live) {
      if (System.nanoTime() - start > 60_000_000_000L) {
        throw new IllegalStateException("the view did not become " + (live ? "live" : "stale"));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static void require(int found, int devices) {
    if (found != devices) {
      throw new IllegalStateException(found + " devices are in the view and not " + devices);
    }
  }
}
