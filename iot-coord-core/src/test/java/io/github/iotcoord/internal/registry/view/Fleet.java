package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Devices and changes for tests. */
final class Fleet {
  private Fleet() {}

  static RegisteredDevice device(
      String id,
      int version,
      String type,
      String group,
      Set<String> tags,
      Map<String, String> more) {
    return new RegisteredDevice(
        new Device(DeviceId.of(id), type, group, tags, more),
        "gateway",
        "claim",
        version,
        Instant.EPOCH,
        version % 10 == 9 ? AdminState.LOCKED : AdminState.ENABLED);
  }

  static RegisteredDevice device(String id, String type) {
    return device(id, 0, type, "", Set.of(), Map.of());
  }

  static MirrorChange<RegisteredDevice> change(
      @Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {
    return new MirrorChange<>("/not/looked/at", before, after);
  }

  static MirrorChange<RegisteredDevice> added(RegisteredDevice device) {
    return change(null, device);
  }

  static void add(DeviceTable table, RegisteredDevice... devices) {
    table.apply(List.of(devices).stream().map(Fleet::added).toList());
  }
}
