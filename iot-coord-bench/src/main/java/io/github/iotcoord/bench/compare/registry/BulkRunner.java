package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;

/** Registers a fleet at once, again and again; removing it is not in the time. */
final class BulkRunner implements Runner {
  private final int devices;
  private final Once registration;
  private final RawTree tree;
  private final ZnodeLayout layout;

  /** Registers a fleet that is not there. */
  interface Once {
    void run() throws Exception;
  }

  private BulkRunner(int devices, Once registration, RawTree tree, ZnodeLayout layout) {
    this.devices = devices;
    this.registration = registration;
    this.tree = tree;
    this.layout = layout;
  }

  /** Ours: the devices are made before, their records are not. */
  static Runner ours(Bed bed, int devices) throws Exception {
    String root = "/ours-bulk";
    CuratorFramework client = bed.near();
    IotCoord coord = bed.own(IotCoord.builder(client).root(root).build());
    List<Device> fleet = Fleet.devices("device", devices);
    coord.deviceRegistry().register(Fleet.device("first"));
    return new BulkRunner(
        devices,
        () -> RegisteredFleet.register(coord.deviceRegistry(), fleet),
        new RawTree(client.getZookeeperClient().getZooKeeper()),
        new ZnodeLayout(root));
  }

  /** The records that ours writes, to as many parents, by the raw client: all is made before. */
  static Runner raw(Bed bed, int devices) throws Exception {
    CuratorFramework client = bed.near();
    RegisteredFleet fleet = RegisteredFleet.make(bed, "/raw-bulk", devices);
    ZooKeeper zooKeeper = client.getZookeeperClient().getZooKeeper();
    RawTree tree = new RawTree(zooKeeper);
    List<String> paths = tree.leaves(fleet.layout().registry());
    List<byte[]> contents = new ArrayList<>(paths.size());
    for (String path : paths) {
      contents.add(zooKeeper.getData(path, false, null));
    }
    tree.delete(paths);
    return new BulkRunner(devices, () -> tree.create(paths, contents), tree, fleet.layout());
  }

  /** Curator's discovery, one after the other for as long as there is time. */
  static Runner discovery(Bed bed) throws Exception {
    Registering discovery = Registering.discovery(bed, "/discovery-bulk");
    return new CallersRunner(bed, 1, discovery);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long start = System.nanoTime();
    registration.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<String> registered = tree.leaves(layout.registry());
    tree.delete(registered);
    if (registered.size() < devices) {
      throw new IllegalStateException(registered.size() + " of " + devices + " are there");
    }
    return new double[] {devices / seconds};
  }
}
