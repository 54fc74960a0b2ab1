package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import io.github.iotcoord.twin.VersionedState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A group that a follower has a device of: what is desired of it, and the watch on that. */
final class FollowedGroup implements RecursiveWatch.Target, AutoCloseable {
  private final String name;
  private final String path;
  private final Changes changes;
  private final RecursiveWatch watch;
  private final Set<FollowedDevice> members = new HashSet<>();
  private @Nullable VersionedState desired;
  private volatile boolean watched;

  FollowedGroup(CoordContext context, String name, Changes changes) {
    this.name = name;
    this.path = context.layout().groupDesired(name);
    this.changes = changes;
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), path, this);
  }

  void start() {
    watch.start();
  }

  String name() {
    return name;
  }

  String path() {
    return path;
  }

  /** Whether every change is heard of. */
  boolean isWatched() {
    return watched;
  }

  /** What is desired of the group, or null while that is not known, or cannot be read. */
  @Nullable VersionedState desired() {
    return desired;
  }

  void desired(@Nullable VersionedState newDesired) {
    desired = newDesired;
  }

  void join(FollowedDevice device) {
    members.add(device);
  }

  /** Takes a device out of the group; tells whether there is none left. */
  boolean leave(FollowedDevice device) {
    members.remove(device);
    return members.isEmpty();
  }

  List<FollowedDevice> members() {
    return new ArrayList<>(members);
  }

  @Override
  public void changed(String changedPath) {
    if (changedPath.equals(path)) {
      changes.groups(List.of(name));
    }
  }

  @Override
  public void reset() {
    // In this order: whoever sees that it is watched and that nothing is to be read has read it.
    changes.groups(List.of(name));
    watched = true;
    changes.wake();
  }

  @Override
  public void interrupted() {
    watched = false;
  }

  @Override
  public void close() {
    watch.close();
  }
}
