package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.List;

/** A fleet that is registered, for sides that read. */
record RegisteredFleet(String root, ZnodeLayout layout, int size) {

  /** Registers a fleet, if it is not there yet. */
  static RegisteredFleet make(Bed bed, String root, int devices) throws Exception {
    RegisteredFleet fleet = new RegisteredFleet(root, new ZnodeLayout(root), devices);
    var client = bed.near();
    if (client.checkExists().forPath(fleet.layout.registry()) == null) {
      try (IotCoord coord = IotCoord.builder(client).root(root).build()) {
        register(coord.deviceRegistry(), Fleet.devices("device", devices));
      }
    }
    return fleet;
  }

  static void register(DeviceRegistry registry, List<Device> devices) throws InterruptedException {
    BulkReport report = registry.registerAll(devices);
    if (!report.isComplete()) {
      throw new IllegalStateException("not all were registered: " + report);
    }
  }
}
