package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;

/** Who registers one device at a time. */
interface Registering {
  /** Registers a device and waits until that is committed. */
  void register(Device device) throws Exception;

  /** Removes all that was registered. */
  void clear() throws Exception;

  /** Ours. */
  static Registering ours(Bed bed, String root) throws Exception {
    CuratorFramework client = bed.near();
    IotCoord coord = bed.own(IotCoord.builder(client).root(root).build());
    DeviceRegistry registry = coord.deviceRegistry();
    registry.register(Fleet.device("first"));
    return new Registering() {
      @Override
      public void register(Device device) throws Exception {
        registry.register(device);
      }

      @Override
      public void clear() throws Exception {
        Registering.clear(client, root + "/registry");
      }
    };
  }

  /** Curator's discovery: a service for each type, an instance for each device. */
  static Registering discovery(Bed bed, String root) throws Exception {
    CuratorFramework client = bed.near();
    @SuppressWarnings("unchecked")
    ServiceDiscovery<Map<String, String>> discovery =
        ServiceDiscoveryBuilder.builder((Class<Map<String, String>>) (Class<?>) Map.class)
            .client(client)
            .basePath(root)
            .build();
    discovery.start();
    bed.own(discovery);
    return new Registering() {
      @Override
      public void register(Device device) throws Exception {
        discovery.registerService(instance(device));
      }

      @Override
      public void clear() throws Exception {
        // Not by the discovery, which takes one round trip for each.
        Registering.clear(client, root);
      }
    };
  }

  /** A device as a service. */
  static ServiceInstance<Map<String, String>> instance(Device device) throws Exception {
    return ServiceInstance.<Map<String, String>>builder()
        .name(device.type())
        .id(device.id().value())
        .payload(new TreeMap<>(device.attributes())) // a class that anybody can read
        .build();
  }

  private static void clear(CuratorFramework client, String root) throws Exception {
    RawTree tree = new RawTree(client.getZookeeperClient().getZooKeeper());
    tree.delete(tree.leaves(root));
  }
}
