package io.github.iotcoord.internal.twin;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.BatchReader;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.TwinFollower;
import io.github.iotcoord.twin.TwinListener;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows devices: hears on the owner's node which of them has changed, and reads those.
 *
 * <p>The pzxid of the owner's node moves with every notice. The one that it had when everything
 * heard of had been read is remembered, so that after a reconnect one read tells whether anything
 * was missed; if so, all devices are read again. Thread-safe.
 */
final class ZkTwinFollower implements TwinFollower, RecursiveWatch.Target {
  private static final Logger log = LoggerFactory.getLogger(ZkTwinFollower.class);
  private static final Duration RETRY = Duration.ofMillis(300);
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long MISSING = -1;

  private final CoordContext context;
  private final Consumer<ZkTwinFollower> onClose;
  private final String path;
  private final RecursiveWatch watch;
  private final SerialExecutor serial;
  private final BatchReader reader;
  private final Changes changes;
  private final Outbox outbox;
  private final Unread unread = new Unread();
  private final FollowedDevices devices;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();

  private final Hearing hearing;

  // Touched only on `serial`.
  private boolean busy;
  private long readUpTo = UNKNOWN;
  private Hearing.@Nullable Span caughtUp;

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
    this.serial = new SerialExecutor(context.scheduler());
    this.reader = new BatchReader(context.zk(), serial);
    this.changes = new Changes(() -> serial.execute(this::pump));
    this.outbox = new Outbox(listener, executor);
    this.devices = new FollowedDevices(context, changes, outbox, unread);
    this.hearing = new Hearing(context.zk());
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
        serial.execute(() -> devices.left(device));
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
    serial.execute(() -> devices.reported(device, reported));
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

  private void pump() {
    if (busy || closed) {
      return;
    }
    if (changes.takeReset()) {
      step(lookForMissed(), changes::reset);
      return;
    }
    // While notices may be missed nobody can say whose device it is: then a group's change waits.
    if (!isHearing()) {
      return;
    }
    // The devices first: one that was handed over before its group changed must not be told of it.
    Changes.Batch batch = changes.take();
    if (!batch.isEmpty()) {
      step(
          readDevices(batch.devices()).thenCompose(done -> readGroups(batch.groups())),
          () -> changes.putBack(batch));
    }
  }

  /** Waits for one thing after the other; what failed is undone and tried again. */
  private void step(CompletableFuture<Void> work, Runnable undo) {
    busy = true;
    work.whenCompleteAsync(
        (done, failure) -> {
          if (closed) {
            return;
          }
          if (failure == null) {
            busy = false;
            tellIfLive();
            pump();
            return;
          }
          undo.run();
          if (!ZkErrors.isConnectionTrouble(failure)) {
            log.warn("Reading twins failed; it is tried again", Waits.unwrap(failure));
            loaded.completeExceptionally(failure);
          }
          Runnable again =
              () -> {
                busy = false;
                pump();
              };
          context.scheduler().after(ZkClient.jittered(RETRY), () -> serial.execute(again));
        },
        serial);
  }

  private CompletableFuture<Void> lookForMissed() {
    Hearing.Span span = hearing.span();
    Map<String, Node> nodes = new HashMap<>();
    return read(List.of(path), nodes)
        .thenRun(
            () -> {
              caughtUp = span;
              if (stampIn(nodes) != readUpTo) {
                changes.devices(devices.all().keySet());
              }
            });
  }

  private CompletableFuture<Void> readGroups(List<String> names) {
    List<String> paths = names.stream().map(context.layout()::groupDesired).toList();
    Map<String, Node> nodes = new HashMap<>();
    return read(paths, nodes)
        .thenRun(
            () -> {
              for (int i = 0; i < names.size(); i++) {
                devices.read(names.get(i), nodes.get(paths.get(i)));
              }
            });
  }

  private CompletableFuture<Void> readDevices(List<DeviceId> ids) {
    List<String> paths = new ArrayList<>();
    paths.add(path);
    Map<FollowedDevice, Integer> reports = new HashMap<>();
    for (DeviceId id : ids) {
      FollowedDevice device = devices.all().get(id);
      if (device != null) {
        paths.addAll(devices.pathsOf(id));
        reports.put(device, device.reports);
      }
    }
    Map<String, Node> nodes = new HashMap<>();
    return read(paths, nodes)
        .thenRun(
            () -> {
              reports.forEach((device, before) -> devices.read(device, nodes, before));
              // Notices up to this stamp were heard before it was read, and have been followed up,
              // unless the connection was down in between.
              if (isHearing() && changes.isEmpty()) {
                readUpTo = stampIn(nodes);
              }
            });
  }

  private CompletableFuture<Void> read(List<String> paths, Map<String, Node> into) {
    return reader.readSynced(paths, (some, nodes) -> TwinReader.gather(some, nodes, into));
  }

  private long stampIn(Map<String, Node> nodes) {
    Node node = nodes.get(path);
    return node == null ? MISSING : node.stat().getPzxid();
  }

  /** Whether all notices since the last look for missed ones have been heard. */
  private boolean isHearing() {
    return caughtUp != null && hearing.lasts(caughtUp);
  }

  private void tellIfLive() {
    if (isHearing() && changes.isEmpty() && devices.groupsAreWatched()) {
      synchronized (this) {
        live = isHearing();
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
    outbox.close();
    watch.close();
    devices.close();
    loaded.completeExceptionally(new CoordinationClosedException("The follower"));
    onClose.accept(this);
  }
}
