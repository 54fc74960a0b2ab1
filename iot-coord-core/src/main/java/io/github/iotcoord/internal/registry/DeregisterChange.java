package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** Removes a record that this life of this process registered last. */
final class DeregisterChange extends Change {
  private final CoordContext context;

  DeregisterChange(CoordContext context, DeviceId id, RecordPaths paths) {
    super(id, paths);
    this.context = context;
  }

  @Override
  String what() {
    return "Deregistering device " + id();
  }

  @Override
  int payload() {
    return 0;
  }

  // Of two that have read the same version, the slower one could hit a record that somebody else
  // created, at that version again, after the faster one's deletion.
  @Override
  boolean takesTurns() {
    return true;
  }

  @Override
  @Nullable Step plan(ZkSession session, @Nullable Node present) {
    RegisteredDevice ours = planned();
    if (present == null && inDoubt() && ours != null) {
      finish(ours);
      return null;
    }
    RegisteredDevice found = Ownership.existing(id(), present);
    Ownership.require(context, found);
    plan(found);
    return new Step(Op.delete(path(), found.version()), false, false, found.owner());
  }
}
