package io.github.iotcoord.internal.registry;

import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceUpdate;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Arrays;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** Replaces a device's description, and leaves whose it is. */
final class UpdateChange extends Change {
  private final DeviceUpdate update;
  private final int payload;

  /**
   * @param sample what the record may look like, for its size
   * @throws IllegalArgumentException if the record would be too large
   */
  UpdateChange(DeviceUpdate update, RegisteredDevice sample, RecordPaths paths) {
    super(update.device().id(), paths);
    this.update = update;
    this.payload = DeviceRecordCodec.encode(sample).length;
  }

  @Override
  String what() {
    return "Updating device " + id();
  }

  // The owner's name may be longer than ours.
  @Override
  int payload() {
    return payload + 1_000;
  }

  @Override
  @Nullable Step plan(ZkSession session, @Nullable Node present) {
    RegisteredDevice before = Ownership.existing(id(), present);
    int expected = update.isConditional() ? update.expectedVersion() : before.version();
    RegisteredDevice after =
        new RegisteredDevice(
            update.device(),
            before.owner(),
            before.claim(),
            expected + 1,
            before.registeredAt(),
            before.adminState());
    byte[] data = DeviceRecordCodec.encode(after);
    boolean asWanted = present != null && Arrays.equals(data, present.data());
    if (inDoubt() && asWanted && (before.version() == expected + 1 || !update.isConditional())) {
      finish(before);
      return null;
    }
    if (before.version() != expected) {
      throw new VersionConflictException(
          "Device "
              + id()
              + " is not at version "
              + expected
              + " any more, but at "
              + before.version());
    }
    plan(after);
    return new Step(
        Op.setData(path(), data, expected), false, true, Ownership.toTell(after, before));
  }
}
