package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Heap;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.registry.DeviceId;
import java.lang.ref.Reference;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.pekko.remote.FailureDetector;

/** What one of many devices takes of the heap, by what is left after collections. */
final class MemoryRunner implements Runner {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Growth growth;

  /** How much the heap has grown by one device, and by one whose handle is kept, too. */
  interface Growth {
    double[] bytes() throws Exception;
  }

  private MemoryRunner(Growth growth) {
    this.growth = growth;
  }

  /** Devices of a monitor, new in each round: tracked, published and heard once. */
  static Runner ours(Bed bed, int devices) throws Exception {
    DeviceId[] ids = new DeviceId[devices];
    for (int i = 0; i < devices; i++) {
      ids[i] = DeviceId.of("device-" + i);
    }
    CuratorFramework client = bed.near();
    int[] round = {0};
    return new MemoryRunner(
        () -> {
          String root = "/memory-" + round[0]++;
          try (IotCoord coord = IotCoord.builder(client).root(root).build()) {
            HeartbeatMonitor monitor = coord.heartbeatMonitor();
            long before = Heap.usedBytes();
            for (DeviceId id : ids) {
              monitor.track(id, PERIOD);
            }
            monitor.flush();
            for (DeviceId id : ids) {
              monitor.beat(id);
            }
            double bytes = (double) (Heap.usedBytes() - before) / devices;
            if (monitor.size() != devices) {
              throw new IllegalStateException(monitor.size() + " devices are tracked");
            }
            return new double[] {bytes, bytes + handles(monitor, ids)};
          } finally {
            client.delete().deletingChildrenIfNeeded().forPath(root);
          }
        });
  }

  private static double handles(HeartbeatMonitor monitor, DeviceId[] ids) {
    long before = Heap.usedBytes();
    TrackedDevice[] handles = new TrackedDevice[ids.length];
    try {
      for (int i = 0; i < ids.length; i++) {
        handles[i] = monitor.track(ids[i], PERIOD);
      }
      return (double) (Heap.usedBytes() - before) / ids.length;
    } finally {
      Reference.reachabilityFence(handles);
    }
  }

  /** Detectors that have heard as many beats as they remember. */
  static Runner pekko(int detectors) {
    return new MemoryRunner(
        () -> {
          FailureDetector[] all = new FailureDetector[detectors];
          long before = Heap.usedBytes();
          try {
            for (int i = 0; i < detectors; i++) {
              all[i] = filled();
            }
            double bytes = (double) (Heap.usedBytes() - before) / detectors;
            return new double[] {bytes, bytes};
          } finally {
            Reference.reachabilityFence(all);
          }
        });
  }

  private static FailureDetector filled() {
    FailureDetector detector = PekkoDetector.make(new PekkoDetector.Seconds());
    for (int beat = 0; beat <= PekkoDetector.WINDOW; beat++) {
      detector.heartbeat();
    }
    return detector;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    return growth.bytes();
  }
}
