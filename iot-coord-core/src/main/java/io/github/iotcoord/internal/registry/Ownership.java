package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.WireFormatException;
import org.jspecify.annotations.Nullable;

/** Whose a device is, and who must hear of that. */
final class Ownership {
  private Ownership() {}

  /**
   * Checks that this life of this process registered a device last.
   *
   * @throws NotOwnerException if another did
   */
  static void require(CoordContext context, RegisteredDevice device) {
    if (!device.owner().equals(context.identity())) {
      throw new NotOwnerException(
          "Device "
              + device.id()
              + " is owned by "
              + device.owner()
              + ", not by "
              + context.identity());
    }
    if (!device.claim().equals(context.incarnation())) {
      throw new NotOwnerException(
          "Device "
              + device.id()
              + " was registered by another life of "
              + context.identity()
              + "; register it again before removing it");
    }
  }

  /** Who must be told that a record is replaced: whoever loses the device, or has it moved. */
  static @Nullable String toTell(DeviceRecord record, Node present) {
    try {
      RegisteredDevice before = DeviceRecords.decode(record.device().id(), present);
      boolean same =
          before.owner().equals(record.device().owner())
              && before.device().group().equals(record.device().device().group());
      return same ? null : before.owner();
    } catch (WireFormatException e) {
      return null; // nobody can tell who owns it
    }
  }
}
