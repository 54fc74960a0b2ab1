package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.WireFormatException;
import org.jspecify.annotations.Nullable;

/** What a record says, whose a device is, and who must hear of a change. */
final class Ownership {
  private Ownership() {}

  /** Reads a record; null if it cannot be read, so that nobody can tell who owns the device. */
  static @Nullable RegisteredDevice readable(DeviceId id, Node node) {
    try {
      return DeviceRecords.decode(id, node);
    } catch (WireFormatException e) {
      return null;
    }
  }

  /**
   * Reads a record that must be there.
   *
   * @throws DeviceNotFoundException if it is not
   * @throws WireFormatException if it cannot be read
   */
  static RegisteredDevice existing(DeviceId id, @Nullable Node node) {
    if (node == null) {
      throw new DeviceNotFoundException("Device " + id + " is not registered");
    }
    return DeviceRecords.decode(id, node);
  }

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

  /** Whether one life of one process registered both. */
  static boolean sameLife(RegisteredDevice a, RegisteredDevice b) {
    return a.owner().equals(b.owner()) && a.claim().equals(b.claim());
  }

  /** Whether one is the other, but for updates. */
  static boolean sameRegistration(RegisteredDevice a, RegisteredDevice b) {
    return sameLife(a, b) && a.registeredAt().equals(b.registeredAt());
  }

  /** Who must be told that a record is replaced: whoever loses the device, or has it moved. */
  static @Nullable String toTell(RegisteredDevice after, @Nullable RegisteredDevice before) {
    if (before == null) {
      return null;
    }
    boolean same =
        before.owner().equals(after.owner())
            && before.device().group().equals(after.device().group());
    return same ? null : before.owner();
  }

  static RegisteredDevice at(RegisteredDevice device, int version) {
    return new RegisteredDevice(
        device.device(),
        device.owner(),
        device.claim(),
        version,
        device.registeredAt(),
        device.adminState());
  }

  static RegisteredDevice in(RegisteredDevice device, AdminState state) {
    return new RegisteredDevice(
        device.device(),
        device.owner(),
        device.claim(),
        device.version(),
        device.registeredAt(),
        state);
  }
}
