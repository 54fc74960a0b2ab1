package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.BatchReader;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a follower has heard of, one batch after the other.
 *
 * <p>The pzxid of the owner's node moves with every notice. The one that it had when everything
 * heard of had been read is remembered, so that after a reconnect one read tells whether anything
 * was missed; if so, all devices are read again.
 */
final class FollowerLoop {
  private static final Logger log = LoggerFactory.getLogger(FollowerLoop.class);
  private static final Duration RETRY = Duration.ofMillis(300);
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long MISSING = -1;

  private final CoordContext context;
  private final String path;
  private final Hearing hearing;
  private final FollowedDevices devices;
  private final Changes changes;
  private final Runnable idle;
  private final Consumer<Throwable> refused;
  private final SerialExecutor serial;
  private final BatchReader reader;

  // Touched only on `serial`.
  private boolean busy;
  private long readUpTo = UNKNOWN;
  private Hearing.@Nullable Span caughtUp;

  private volatile boolean closed;

  /**
   * @param path the owner's node
   * @param idle called whenever there is nothing left to read
   * @param refused told of failures that have nothing to do with the connection
   */
  FollowerLoop(
      CoordContext context,
      String path,
      Hearing hearing,
      FollowedDevices devices,
      Changes changes,
      Runnable idle,
      Consumer<Throwable> refused) {
    this.context = context;
    this.path = path;
    this.hearing = hearing;
    this.devices = devices;
    this.changes = changes;
    this.idle = idle;
    this.refused = refused;
    this.serial = new SerialExecutor(context.scheduler());
    this.reader = new BatchReader(context.zk(), serial);
  }

  /** Looks for what there is to read. */
  void wake() {
    serial.execute(this::pump);
  }

  /** Runs a task between two batches. */
  void inOrder(Runnable task) {
    serial.execute(task);
  }

  void close() {
    closed = true;
  }

  /** Whether all notices since the last look for missed ones have been heard; in order only. */
  boolean isHearing() {
    return caughtUp != null && hearing.lasts(caughtUp);
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
    if (batch.isEmpty()) {
      idle.run();
      return;
    }
    step(
        readDevices(batch.devices()).thenCompose(done -> readGroups(batch.groups())),
        () -> changes.putBack(batch));
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
            pump();
            return;
          }
          undo.run();
          if (!ZkErrors.isConnectionTrouble(failure)) {
            log.warn("Reading twins failed; it is tried again", Waits.unwrap(failure));
            refused.accept(failure);
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
    return reader
        .readSynced(List.of(path), (some, read) -> TwinReader.gather(some, read, nodes))
        .thenRun(
            () -> {
              caughtUp = span;
              if (stampIn(nodes) != readUpTo) {
                changes.devices(devices.all().keySet());
              }
            });
  }

  private CompletableFuture<Void> readDevices(List<DeviceId> ids) {
    if (ids.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> paths = new ArrayList<>();
    paths.add(path);
    Map<FollowedDevice, Integer> reports = new LinkedHashMap<>();
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

  private CompletableFuture<Void> readGroups(List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
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

  // The server has caught up when we looked for missed notices, and does not fall back after that.
  private CompletableFuture<Void> read(List<String> paths, Map<String, Node> into) {
    return reader.read(paths, (some, nodes) -> TwinReader.gather(some, nodes, into));
  }

  private long stampIn(Map<String, Node> nodes) {
    Node node = nodes.get(path);
    return node == null ? MISSING : node.stat().getPzxid();
  }
}
