package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.BatchReader;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.twin.DeviceTwin;
import io.github.iotcoord.twin.VersionedState;
import io.github.iotcoord.wire.WireFormatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads twins for callers: their nodes first, then those of the groups that they name. */
final class TwinReader {
  private static final Logger log = LoggerFactory.getLogger(TwinReader.class);
  private static final int DEVICES_AT_ONCE = 1_000;

  private final CoordContext context;
  private final BatchReader batches;

  TwinReader(CoordContext context) {
    this.context = context;
    // Each call gathers in a map of its own, but one batch after the other.
    this.batches = new BatchReader(context.zk(), new SerialExecutor(context.scheduler()));
  }

  /** Reads nodes with one request for each: together they may be too large for one answer. */
  static CompletableFuture<List<@Nullable Node>> each(ZkSession session, List<String> paths) {
    List<CompletableFuture<@Nullable Node>> replies =
        paths.stream().map(path -> one(session, path)).toList();
    return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            done -> {
              List<@Nullable Node> nodes = new ArrayList<>(paths.size());
              replies.forEach(reply -> nodes.add(reply.join()));
              return nodes;
            });
  }

  private static CompletableFuture<@Nullable Node> one(ZkSession session, String path) {
    return session
        .getData(path)
        .<@Nullable Node>thenApply(node -> node)
        .exceptionally(
            failure -> {
              if (ZkErrors.is(failure, Code.NONODE)) {
                return null;
              }
              throw new CompletionException(Waits.unwrap(failure));
            });
  }

  CompletableFuture<VersionedState> group(String group) {
    String path = context.layout().groupDesired(group);
    return few(List.of(path))
        .thenApply(nodes -> Records.desired(Records.desiredOf(group), nodes.get(path)));
  }

  CompletableFuture<Optional<DeviceTwin>> find(DeviceId device) {
    return few(pathsOf(List.of(device)))
        .thenCompose(
            nodes -> {
              RegisteredDevice record = record(device, nodes).orElse(null);
              return record == null
                  ? CompletableFuture.completedFuture(Optional.empty())
                  : few(groupPaths(Set.of(record.device().group())))
                      .thenApply(groups -> Optional.of(twin(record, nodes, groups)));
            });
  }

  CompletableFuture<Map<DeviceId, DeviceTwin>> findAll(List<DeviceId> devices) {
    Map<DeviceId, DeviceTwin> found = new LinkedHashMap<>();
    return findFrom(0, devices, found).thenApply(done -> found);
  }

  private CompletableFuture<Void> findFrom(
      int from, List<DeviceId> devices, Map<DeviceId, DeviceTwin> found) {
    if (from >= devices.size()) {
      return CompletableFuture.completedFuture(null);
    }
    int to = Math.min(devices.size(), from + DEVICES_AT_ONCE);
    List<DeviceId> some = devices.subList(from, to);
    return many(pathsOf(some))
        .thenCompose(
            nodes -> {
              Map<DeviceId, RegisteredDevice> records = readable(some, id -> record(id, nodes));
              Set<String> names = new LinkedHashSet<>();
              records.values().forEach(record -> names.add(record.device().group()));
              return many(groupPaths(names))
                  .thenAccept(
                      groups ->
                          found.putAll(
                              readable(
                                  records.keySet(),
                                  id -> {
                                    RegisteredDevice record = records.get(id);
                                    return record == null
                                        ? Optional.empty()
                                        : Optional.of(twin(record, nodes, groups));
                                  })));
            })
        .thenCompose(done -> findFrom(to, devices, found));
  }

  private static <T> Map<DeviceId, T> readable(
      Collection<DeviceId> devices, Function<DeviceId, Optional<T>> decoder) {
    Map<DeviceId, T> values = new LinkedHashMap<>();
    for (DeviceId device : devices) {
      try {
        decoder.apply(device).ifPresent(value -> values.put(device, value));
      } catch (WireFormatException e) {
        log.warn("The twin of device {} is left out: {}", device, e.getMessage());
      }
    }
    return values;
  }

  private List<String> pathsOf(Collection<DeviceId> devices) {
    List<String> paths = new ArrayList<>(3 * devices.size());
    for (DeviceId device : devices) {
      paths.add(context.layout().device(device.value()));
      paths.add(context.layout().desired(device.value()));
      paths.add(context.layout().reported(device.value()));
    }
    return paths;
  }

  private List<String> groupPaths(Set<String> names) {
    return names.stream()
        .filter(name -> !name.isEmpty())
        .map(context.layout()::groupDesired)
        .toList();
  }

  private Optional<RegisteredDevice> record(DeviceId device, Map<String, Node> nodes) {
    return Records.record(device, nodes.get(context.layout().device(device.value())));
  }

  private DeviceTwin twin(
      RegisteredDevice record, Map<String, Node> nodes, Map<String, Node> groups) {
    DeviceId device = record.id();
    String group = record.device().group();
    Node inherited = group.isEmpty() ? null : groups.get(context.layout().groupDesired(group));
    ReportedState reported =
        Records.reported(device, nodes.get(context.layout().reported(device.value())));
    return new DeviceTwin(
        device,
        group,
        Records.desired(
            Records.desiredOf(device), nodes.get(context.layout().desired(device.value()))),
        Records.desired(Records.desiredOf(group), inherited),
        reported.state(),
        reported.applied());
  }

  private CompletableFuture<Map<String, Node>> few(List<String> paths) {
    return repeating(
        session -> each(session, paths).thenApply(nodes -> gather(paths, nodes, new HashMap<>())));
  }

  private CompletableFuture<Map<String, Node>> many(List<String> paths) {
    return repeating(
        session -> {
          Map<String, Node> read = new HashMap<>();
          return batches
              .read(paths, (some, nodes) -> gather(some, nodes, read))
              .thenApply(done -> read);
        });
  }

  /** Puts the nodes that exist into a map, by path. */
  static Map<String, Node> gather(
      List<String> paths, List<@Nullable Node> nodes, Map<String, Node> into) {
    for (int i = 0; i < paths.size(); i++) {
      Node node = nodes.get(i);
      if (node != null) {
        into.put(paths.get(i), node);
      }
    }
    return into;
  }

  private CompletableFuture<Map<String, Node>> repeating(
      Function<ZkSession, CompletableFuture<Map<String, Node>>> request) {
    return context.zk().retrying("Reading twins", context.operationTimeout(), request);
  }
}
