package io.github.iotcoord.internal.twin;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.TwinFollower;
import io.github.iotcoord.twin.TwinListener;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows devices: hears on the owner's node which of them has changed, and has those read.
 * Thread-safe.
 */
final class ZkTwinFollower implements TwinFollower, RecursiveWatch.Target {
  private final CoordContext context;
  private final Consumer<ZkTwinFollower> onClose;
  private final String path;
  private final RecursiveWatch watch;
  private final Changes changes;
  private final Outbox outbox;
  private final Unread unread = new Unread();
  private final FollowedDevices devices;
  private final Hearing hearing;
  private final FollowerLoop loop;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();

  private volatile boolean live;
  private volatile long notLiveSince;
  private volatile boolean closed;

  ZkTwinFollower(
      CoordContext context,
      TwinListener listener,
      Executor executor,
      Consumer<ZkTwinFollower> onClose) {
    this.context = context;
    this.onClose = onClose;
    this.path = context.layout().owner(context.identity());
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), path, this);
    this.hearing = new Hearing(context.zk());
    this.changes = new Changes(this::wake);
    this.outbox = new Outbox(listener, executor);
    this.devices = new FollowedDevices(context, changes, outbox, unread);
    this.loop =
        new FollowerLoop(
            context,
            path,
            hearing,
            devices,
            changes,
            this::tellIfLive,
            loaded::completeExceptionally);
    this.notLiveSince = context.ticker().nanos();
  }

  /** Begins to follow; the future ends when every device given has been looked at once. */
  CompletableFuture<Void> start(Collection<DeviceId> first) {
    add(first);
    watch.start();
    return loaded;
  }

  @Override
  public void add(Collection<DeviceId> more) {
    requireOpen();
    List<DeviceId> ids = Arguments.devices(more);
    ids.forEach(devices::add);
    changes.devices(ids);
  }

  @Override
  public void remove(Collection<DeviceId> some) {
    requireOpen();
    for (DeviceId id : Arguments.devices(some)) {
      FollowedDevice device = devices.remove(id);
      if (device != null) {
        loop.inOrder(() -> devices.left(device));
      }
    }
  }

  @Override
  public Set<DeviceId> devices() {
    return Set.copyOf(devices.all().keySet());
  }

  @Override
  public Optional<TwinDelta> pending(DeviceId device) {
    FollowedDevice followed = devices.all().get(Arguments.required("device", device));
    return Optional.ofNullable(followed == null ? null : followed.pending());
  }

  @Override
  public Freshness freshness() {
    return live
        ? new Freshness(true, Duration.ZERO)
        : new Freshness(
            false, Duration.ofNanos(Math.max(0, context.ticker().nanos() - notLiveSince)));
  }

  @Override
  public long quarantined() {
    return unread.count();
  }

  /** This process has reported a device. */
  void reported(DeviceId device, ReportedState reported) {
    loop.inOrder(() -> devices.reported(device, reported));
  }

  /** Whether this process has reported a device is not known. */
  void reportedPerhaps(DeviceId device) {
    if (!closed && devices.all().containsKey(device)) {
      changes.devices(List.of(device));
    }
  }

  @Override
  public void changed(String changedPath) {
    // A notice is a creation and a deletion: to be followed up once.
  }

  @Override
  public void deleted(String changedPath) {
    DeviceId device = deviceIn(changedPath);
    if (device != null && devices.all().containsKey(device)) {
      changes.devices(List.of(device));
    }
  }

  private @Nullable DeviceId deviceIn(String changedPath) {
    try {
      return changedPath.equals(path) ? null : DeviceId.of(ZnodeLayout.nameOf(changedPath));
    } catch (IllegalArgumentException e) {
      return null; // somebody else's node
    }
  }

  @Override
  public void reset() {
    hearing.watching();
    changes.reset();
  }

  @Override
  public void interrupted() {
    hearing.interrupted();
    goStale();
  }

  private synchronized void goStale() {
    if (live) {
      notLiveSince = context.ticker().nanos();
      live = false;
    }
  }

  private void wake() {
    loop.wake();
  }

  private void tellIfLive() {
    // In this order: what a watch finds is noted before it counts as set.
    if (loop.isHearing() && devices.groupsAreWatched() && changes.isEmpty()) {
      synchronized (this) {
        live = loop.isHearing();
      }
      loaded.complete(null);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("The follower");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    goStale();
    loop.close();
    outbox.close();
    watch.close();
    devices.close();
    loaded.completeExceptionally(new CoordinationClosedException("The follower"));
    onClose.accept(this);
  }
}
