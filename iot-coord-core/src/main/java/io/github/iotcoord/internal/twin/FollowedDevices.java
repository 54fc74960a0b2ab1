package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.VersionedState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a follower, their groups, and what follows for the listener from what was read.
 * The devices can be looked at from any thread; the rest is for one thread at a time.
 */
final class FollowedDevices implements AutoCloseable {
  private final CoordContext context;
  private final Changes changes;
  private final Outbox outbox;
  private final Unread unread;
  private final Map<DeviceId, FollowedDevice> devices = new ConcurrentHashMap<>();
  private final Map<String, FollowedGroup> groups = new HashMap<>(); // guarded by itself
  private boolean closed; // guarded by groups

  FollowedDevices(CoordContext context, Changes changes, Outbox outbox, Unread unread) {
    this.context = context;
    this.changes = changes;
    this.outbox = outbox;
    this.unread = unread;
  }

  Map<DeviceId, FollowedDevice> all() {
    return devices;
  }

  void add(DeviceId id) {
    devices.computeIfAbsent(id, FollowedDevice::new);
  }

  /** Forgets a device at once; what it was in is left by {@link #left}. */
  @Nullable FollowedDevice remove(DeviceId id) {
    FollowedDevice device = devices.remove(id);
    if (device != null) {
      device.gone = true;
    }
    outbox.drop(id);
    return device;
  }

  void left(FollowedDevice device) {
    enter(device, "");
  }

  /** The nodes of a device, in the order in which {@link #read} takes them. */
  List<String> pathsOf(DeviceId id) {
    return List.of(
        context.layout().device(id.value()),
        context.layout().desired(id.value()),
        context.layout().reported(id.value()));
  }

  /**
   * Takes over what was read of a device.
   *
   * @param reports how many reports there had been when the reading began
   */
  void read(FollowedDevice device, Map<String, Node> nodes, int reports) {
    if (device.gone) {
      return;
    }
    DeviceId id = device.id;
    List<String> paths = pathsOf(id);
    Node node = nodes.get(paths.get(0));
    Optional<RegisteredDevice> record =
        unread.decode(paths.get(0), node, n -> Records.record(id, n));
    if (record == null) {
      return;
    }
    if (record.isEmpty() || !Records.isOwned(context, record.get())) {
      release(device);
      return;
    }
    device.own =
        unread.decode(
            paths.get(1), nodes.get(paths.get(1)), n -> Records.desired(Records.desiredOf(id), n));
    if (device.reports == reports) {
      ReportedState reported =
          unread.decode(paths.get(2), nodes.get(paths.get(2)), n -> Records.reported(id, n));
      device.reported(reported == null ? ReportedState.NONE : reported);
    }
    enter(device, record.get().device().group());
    tell(device);
  }

  private void release(FollowedDevice device) {
    device.gone = true;
    if (devices.remove(device.id, device)) {
      left(device);
      outbox.released(device.id);
    }
  }

  /** Takes over what was read of a group. */
  void read(String name, @Nullable Node node) {
    FollowedGroup group;
    synchronized (groups) {
      group = groups.get(name);
    }
    if (group == null) {
      return;
    }
    VersionedState desired =
        unread.decode(group.path(), node, n -> Records.desired(Records.desiredOf(name), n));
    group.desired(desired);
    group.members().forEach(this::tell);
  }

  void reported(DeviceId id, ReportedState reported) {
    FollowedDevice device = devices.get(id);
    if (device != null) {
      device.reports++;
      device.reported(reported);
      tell(device);
    }
  }

  private void tell(FollowedDevice device) {
    TwinDelta news = device.gone ? null : device.news();
    if (news != null) {
      outbox.desired(news);
    }
  }

  private void enter(FollowedDevice device, String name) {
    FollowedGroup before = device.group;
    if ((before == null ? "" : before.name()).equals(name)) {
      return;
    }
    synchronized (groups) {
      if (before != null && before.leave(device)) {
        groups.remove(before.name());
        before.close();
      }
      device.group = null;
      if (!name.isEmpty() && !closed) {
        FollowedGroup group = groups.get(name);
        if (group == null) {
          group = new FollowedGroup(context, name, changes);
          groups.put(name, group);
          group.start();
        }
        group.join(device);
        device.group = group;
      }
    }
  }

  /** Whether every change of every group is heard of. */
  boolean groupsAreWatched() {
    synchronized (groups) {
      return groups.values().stream().allMatch(FollowedGroup::isWatched);
    }
  }

  @Override
  public void close() {
    synchronized (groups) {
      closed = true;
      groups.values().forEach(FollowedGroup::close);
      groups.clear();
    }
  }
}
