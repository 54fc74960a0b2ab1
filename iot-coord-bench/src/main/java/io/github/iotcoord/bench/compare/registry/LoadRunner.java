package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.registry.DeviceView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/** Reads a fleet that is registered, from nothing to all of it. */
final class LoadRunner implements Runner {
  private final Load load;

  /** Loads it once and lets it go; returns how long the loading took, in nanoseconds. */
  interface Load {
    long nanos() throws Exception;
  }

  private LoadRunner(Load load) {
    this.load = load;
  }

  /** A view, until it is live. */
  static Runner ours(Bed bed, String root, int devices) throws Exception {
    RegisteredFleet fleet = RegisteredFleet.make(bed, root, devices);
    CuratorFramework client = bed.near();
    return new LoadRunner(
        () -> {
          try (IotCoord coord = IotCoord.builder(client).root(fleet.root()).build()) {
            long start = System.nanoTime();
            DeviceView view = coord.deviceRegistry().view();
            long nanos = System.nanoTime() - start;
            require(view.size(), devices);
            return nanos;
          }
        });
  }

  /** A cache, until it says that it is initialized. */
  static Runner curatorCache(Bed bed, String root, int devices) throws Exception {
    RegisteredFleet fleet = RegisteredFleet.make(bed, root, devices);
    CuratorFramework client = bed.near();
    return new LoadRunner(
        () -> {
          try (CuratorCache cache = CuratorCache.build(client, fleet.layout().registry())) {
            long start = System.nanoTime();
            startAndAwait(cache);
            long nanos = System.nanoTime() - start;
            require(
                (int) cache.stream().filter(node -> node.getData().length > 0).count(), devices);
            return nanos;
          }
        });
  }

  static void startAndAwait(CuratorCache cache) throws InterruptedException {
    CountDownLatch initialized = new CountDownLatch(1);
    cache
        .listenable()
        .addListener(CuratorCacheListener.builder().forInitialized(initialized::countDown).build());
    cache.start();
    initialized.await();
  }

  /** The bytes of all records, by multi-reads that nobody decodes. */
  static Runner raw(Bed bed, String root, int devices) throws Exception {
    RegisteredFleet fleet = RegisteredFleet.make(bed, root, devices);
    RawTree tree = new RawTree(bed.near().getZookeeperClient().getZooKeeper());
    return new LoadRunner(
        () -> {
          long start = System.nanoTime();
          List<String> paths = tree.leaves(fleet.layout().registry());
          tree.read(paths);
          long nanos = System.nanoTime() - start;
          require(paths.size(), devices);
          return nanos;
        });
  }

  private static void require(int found, int wanted) {
    if (found != wanted) {
      throw new IllegalStateException(found + " devices were loaded and not " + wanted);
    }
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long[] nanos = {0};
    long[] times = {0};
    Laps.meanNanos(
        time,
        () -> {
          nanos[0] += load.nanos();
          times[0]++;
        },
        () -> {});
    return new double[] {nanos[0] / 1e6 / times[0]};
  }
}
