package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.codec.TwinCodec;
import io.github.iotcoord.internal.codec.TwinCodec.Reported;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.twin.VersionedState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the nodes of a device say. */
final class Records {
  private Records() {}

  static Optional<RegisteredDevice> record(DeviceId device, @Nullable Node node) {
    return node == null
        ? Optional.empty()
        : Optional.of(
            DeviceRecordCodec.decode(device.value(), node.data(), node.stat().getVersion()));
  }

  static RegisteredDevice required(DeviceId device, @Nullable Node node) {
    return record(device, node)
        .orElseThrow(() -> new DeviceNotFoundException("Device " + device + " is not registered"));
  }

  /** Whether this life of this process registered a device last. */
  static boolean isOwned(CoordContext context, RegisteredDevice device) {
    return device.owner().equals(context.identity())
        && device.claim().equals(context.incarnation());
  }

  static void requireOwned(CoordContext context, RegisteredDevice device) {
    if (!isOwned(context, device)) {
      throw new NotOwnerException(
          device.owner().equals(context.identity())
              ? "Device "
                  + device.id()
                  + " was registered by another life of "
                  + context.identity()
                  + "; register it again before reporting it"
              : "Device "
                  + device.id()
                  + " is owned by "
                  + device.owner()
                  + ", not by "
                  + context.identity());
    }
  }

  static String desiredOf(DeviceId device) {
    return "the desired state of device " + device;
  }

  static String reportedOf(DeviceId device) {
    return "the reported state of device " + device;
  }

  static String desiredOf(String group) {
    return "the desired state of group " + group;
  }

  static VersionedState desired(String what, @Nullable Node node) {
    return node == null
        ? VersionedState.NONE
        : new VersionedState(TwinCodec.decodeDesired(what, node.data()), versionOf(node));
  }

  static ReportedState reported(DeviceId device, @Nullable Node node) {
    if (node == null) {
      return ReportedState.NONE;
    }
    Reported reported = TwinCodec.decodeReported(reportedOf(device), node.data());
    return new ReportedState(
        new VersionedState(reported.state(), versionOf(node)), reported.applied());
  }

  /** Versions count from 1, so that 0 is that of what does not exist. */
  static int versionOf(@Nullable Node node) {
    return node == null ? 0 : node.stat().getVersion() + 1;
  }
}
