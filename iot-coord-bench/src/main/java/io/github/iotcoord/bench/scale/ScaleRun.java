package io.github.iotcoord.bench.scale;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.Heap;
import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.DelayingProxy;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceView;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;

/** Measures a fleet of one size on a server of its own. */
final class ScaleRun {
  private static final int LOADS = 3;
  private static final long LOOK_NANOS = 1_000_000;
  private static final int GROUP = 1_000;

  private final int devices;
  private final String serverHeap;

  ScaleRun(int devices, String serverHeap) {
    this.devices = devices;
    this.serverHeap = serverHeap;
  }

  ScalePoint measure() throws Exception {
    try (ServerProcess server = ServerProcess.start(serverHeap);
        Bed bed = new Bed(server.connectString())) {
      long emptyServer = server.heapBytes();
      double registerSeconds = register(bed);
      double[] loads = new double[LOADS];
      for (int i = 0; i < LOADS; i++) {
        long start = System.nanoTime();
        try (IotCoord coord = coord(bed.near());
            DeviceView view = coord.deviceRegistry().view()) {
          loads[i] = (System.nanoTime() - start) / 1e9;
          require(view.size());
        }
      }
      Arrays.sort(loads);
      long serverBytes = server.heapBytes() - emptyServer;
      return follow(bed, serverBytes, registerSeconds, loads[LOADS / 2], ticks(bed));
    }
  }

  /** The devices are made while they are registered, so that they take no memory here. */
  private double register(Bed bed) throws Exception {
    Iterator<Device> fleet =
        IntStream.range(0, devices)
            .mapToObj(i -> Fleet.device("device-" + i).withGroup("group-" + i / GROUP))
            .iterator();
    try (IotCoord coord = coord(bed.near())) {
      long start = System.nanoTime();
      BulkReport report = coord.deviceRegistry().registerAll(() -> fleet);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (!report.isComplete()) {
        throw new IllegalStateException("not all were registered: " + report);
      }
      return seconds;
    }
  }

  private ScalePoint follow(
      Bed bed, long serverBytes, double registerSeconds, double loadSeconds, Ticks ticks)
      throws Exception {
    DelayingProxy line = bed.line();
    CuratorFramework client = bed.through(line);
    long before = Heap.usedBytes();
    try (IotCoord coord = coord(client);
        DeviceView view = coord.deviceRegistry().view()) {
      require(view.size());
      long viewBytes = Heap.usedBytes() - before;
      long start = System.nanoTime();
      line.cut();
      awaitLive(view, false);
      awaitLive(view, true);
      double reconnectMillis = (System.nanoTime() - start) / 1e6;
      long sessionId = client.getZookeeperClient().getZooKeeper().getSessionId();
      long requests = bed.counters().received(sessionId);
      require(view.size());
      return new ScalePoint(
          devices,
          registerSeconds,
          loadSeconds,
          reconnectMillis,
          requests,
          viewBytes,
          serverBytes,
          ticks);
    }
  }

  private Ticks ticks(Bed bed) throws InterruptedException {
    try (IotCoord gateway = IotCoord.builder(bed.near()).root("/scale-beats").build()) {
      return Ticks.measure(gateway, devices);
    }
  }

  private static IotCoord coord(CuratorFramework client) throws InterruptedException {
    return IotCoord.builder(client).root("/scale").build();
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

  private void require(int found) {
    if (found != devices) {
      throw new IllegalStateException(found + " devices are in the view and not " + devices);
    }
  }
}
