package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** Sets a device's administrative state, and leaves everything else. */
final class AdminChange extends Change {
  private final AdminState state;

  AdminChange(DeviceId id, AdminState state, RecordPaths paths) {
    super(id, paths);
    this.state = state;
  }

  @Override
  String what() {
    return "Setting the state of device " + id();
  }

  // Whatever the record has; it is never in a batch with others.
  @Override
  int payload() {
    return 0;
  }

  @Override
  @Nullable Step plan(ZkSession session, @Nullable Node present) {
    RegisteredDevice before = Ownership.existing(id(), present);
    if (before.adminState() == state) {
      finish(before);
      return null;
    }
    RegisteredDevice after = Ownership.at(Ownership.in(before, state), before.version() + 1);
    plan(after);
    return new Step(
        Op.setData(path(), DeviceRecordCodec.encode(after), before.version()), false, true, null);
  }
}
