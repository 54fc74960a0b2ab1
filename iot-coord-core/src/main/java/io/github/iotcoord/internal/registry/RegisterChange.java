package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Arrays;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Creates a device's record, or takes it over.
 *
 * <p>When the answer to a try was lost and the record is found to be another owner's, it matters
 * whether that registration is newer than ours: then the device must not be taken back. It is, if
 * the record was read before the try and was of another registration then.
 */
final class RegisterChange extends Change {
  private final RegisteredDevice device;
  private final byte[] bytes;
  private final boolean onlyIfMissing;
  private boolean looked;
  private @Nullable RegisteredDevice before; // when it was last read ahead of a try

  /**
   * @param onlyIfMissing whether to leave a record alone that is there, whosever it is
   * @throws IllegalArgumentException if the record would be too large
   */
  RegisterChange(RegisteredDevice device, boolean onlyIfMissing, RecordPaths paths) {
    super(device.id(), paths);
    this.device = device;
    this.bytes = DeviceRecordCodec.encode(device);
    this.onlyIfMissing = onlyIfMissing;
  }

  @Override
  String what() {
    return "Registering device " + id();
  }

  @Override
  int payload() {
    return bytes.length;
  }

  @Override
  boolean guessesAbsence() {
    return !onlyIfMissing && !inDoubt();
  }

  @Override
  Step guess(ZkSession session) {
    looked = false;
    plan(device);
    return create(session);
  }

  private Step create(ZkSession session) {
    return new Step(session.createOp(path(), bytes, CreateMode.PERSISTENT), true, false, null);
  }

  @Override
  @Nullable Step plan(ZkSession session, @Nullable Node present) {
    if (present == null) {
      looked = true;
      before = null;
      plan(device);
      return create(session);
    }
    RegisteredDevice found = Ownership.readable(id(), present);
    int version = present.stat().getVersion();
    if (onlyIfMissing) {
      finish(found == null ? Ownership.at(device, version) : found);
      return null;
    }
    // What an operator has decided outlasts whoever registers the device.
    AdminState state = found == null ? AdminState.ENABLED : found.adminState();
    RegisteredDevice after = Ownership.at(Ownership.in(device, state), version + 1);
    byte[] data = state == AdminState.ENABLED ? bytes : DeviceRecordCodec.encode(after);
    if (inDoubt()) {
      if (Arrays.equals(data, present.data())) {
        finish(Ownership.at(after, version));
        return null;
      }
      if (found != null && isOurs(found)) {
        // Made, and updated by somebody since: that stays.
        finish(Ownership.at(found, version));
        return null;
      }
      requireNotReplaced(found);
    }
    looked = true;
    before = found;
    plan(after);
    return new Step(Op.setData(path(), data, version), false, true, Ownership.toTell(after, found));
  }

  private boolean isOurs(RegisteredDevice found) {
    return Ownership.sameRegistration(found, device)
        && !(before != null && Ownership.sameRegistration(before, device));
  }

  private void requireNotReplaced(@Nullable RegisteredDevice found) {
    if (looked
        && found != null
        && !Ownership.sameLife(found, device)
        && !(before != null && Ownership.sameRegistration(found, before))) {
      throw new NotOwnerException(
          "Device " + id() + " was registered by " + found.owner() + " while we registered it");
    }
  }
}
