package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceEvent;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.Watcher.Event.EventType;

/**
 * Another client registers a fleet: how many devices a second are heard of, from the first request
 * of the one to the last event at the other.
 */
final class FollowRunner implements Runner {
  private final List<Device> fleet;
  private final DeviceRegistry writer;
  private final RawTree tree;
  private final ZnodeLayout layout;
  private final Semaphore added;
  private final Semaphore removed;

  private FollowRunner(Bed bed, String root, int devices, Semaphore added, Semaphore removed)
      throws Exception {
    this.fleet = Fleet.devices("device", devices);
    this.layout = new ZnodeLayout(root);
    CuratorFramework client = bed.near();
    this.writer = bed.own(IotCoord.builder(client).root(root).build()).deviceRegistry();
    this.tree = new RawTree(client.getZookeeperClient().getZooKeeper());
    this.added = added;
    this.removed = removed;
  }

  /** A view with a listener that counts. */
  static Runner ours(Bed bed, int devices) throws Exception {
    String root = "/ours-follow";
    Semaphore added = new Semaphore(0);
    Semaphore removed = new Semaphore(0);
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root(root).build());
    DeviceView view = bed.own(coord.deviceRegistry().view());
    view.addListener(
        event -> {
          if (event.kind() == DeviceEvent.Kind.ADDED) {
            added.release();
          } else if (event.kind() == DeviceEvent.Kind.REMOVED) {
            removed.release();
          }
        },
        Runnable::run);
    return new FollowRunner(bed, root, devices, added, removed);
  }

  /** A cache of the nodes with a listener that counts. */
  static Runner curatorCache(Bed bed, int devices) throws Exception {
    String root = "/cache-follow";
    Semaphore added = new Semaphore(0);
    Semaphore removed = new Semaphore(0);
    ZnodeLayout layout = new ZnodeLayout(root);
    int prefix = layout.registry().length() + 1;
    CuratorCache cache = bed.own(CuratorCache.build(bed.near(), layout.registry()));
    Consumer<ChildData> created = node -> countDevice(node, prefix, added);
    Consumer<ChildData> deleted = node -> countDevice(node, prefix, removed);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder().forCreates(created).forDeletes(deleted).build());
    FollowRunner runner = new FollowRunner(bed, root, devices, added, removed);
    LoadRunner.startAndAwait(cache);
    return runner;
  }

  private static void countDevice(ChildData node, int prefix, Semaphore counter) {
    if (node.getPath().indexOf('/', prefix) > 0) {
      counter.release();
    }
  }

  /** A recursive watch that counts events and reads nothing. */
  static Runner bareWatch(Bed bed, int devices) throws Exception {
    String root = "/bare-follow";
    Semaphore added = new Semaphore(0);
    Semaphore removed = new Semaphore(0);
    String registry = new ZnodeLayout(root).registry();
    bed.near()
        .getZookeeperClient()
        .getZooKeeper()
        .addWatch(
            registry,
            event -> {
              String path = event.getPath();
              if (path == null || path.indexOf('/', registry.length() + 1) < 0) {
                return; // not of a device
              }
              if (event.getType() == EventType.NodeCreated) {
                added.release();
              } else if (event.getType() == EventType.NodeDeleted) {
                removed.release();
              }
            },
            AddWatchMode.PERSISTENT_RECURSIVE);
    return new FollowRunner(bed, root, devices, added, removed);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long start = System.nanoTime();
    RegisteredFleet.register(writer, fleet);
    await(added);
    double seconds = (System.nanoTime() - start) / 1e9;
    tree.delete(tree.leaves(layout.registry()));
    await(removed);
    return new double[] {fleet.size() / seconds};
  }

  private void await(Semaphore heard) throws InterruptedException {
    if (!heard.tryAcquire(fleet.size(), 2, TimeUnit.MINUTES)) {
      throw new IllegalStateException(
          heard.availablePermits() + " of " + fleet.size() + " devices were heard of");
    }
  }
}
