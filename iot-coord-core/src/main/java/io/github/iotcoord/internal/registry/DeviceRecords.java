package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceUpdate;
import io.github.iotcoord.registry.RegisteredDevice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;

/** Says what can be done to a record, does it to single ones, and reads them. Thread-safe. */
final class DeviceRecords {
  private final CoordContext context;
  private final RecordPaths paths;
  private final BatchWriter writer;

  DeviceRecords(CoordContext context) {
    this.context = context;
    this.paths = new RecordPaths(context.layout());
    this.writer = new BatchWriter(context);
  }

  BatchWriter writer() {
    return writer;
  }

  /**
   * The registration of a device, now.
   *
   * @throws IllegalArgumentException if its record would be too large
   */
  RegisterChange registration(Device device) {
    return new RegisterChange(ofThisLife(device), false, paths);
  }

  /**
   * The registration of a device if it has no record.
   *
   * @throws IllegalArgumentException if its record would be too large
   */
  RegisterChange repair(Device device) {
    return new RegisterChange(ofThisLife(device), true, paths);
  }

  /**
   * A change of a description.
   *
   * @throws IllegalArgumentException if the record would be too large
   */
  UpdateChange update(DeviceUpdate update) {
    return new UpdateChange(update, ofThisLife(update.device()), paths);
  }

  DeregisterChange deregistration(DeviceId id) {
    return new DeregisterChange(context, id, paths);
  }

  AdminChange adminChange(DeviceId id, AdminState state) {
    return new AdminChange(id, state, paths);
  }

  private RegisteredDevice ofThisLife(Device device) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new RegisteredDevice(
        device, context.identity(), context.incarnation(), 0, now, AdminState.ENABLED);
  }

  /** Makes one change by itself. */
  CompletableFuture<RegisteredDevice> write(Change change) {
    return writer.write(List.of(change)).thenCompose(done -> change.outcome());
  }

  /**
   * Reads a record.
   *
   * @throws io.github.iotcoord.wire.WireFormatException if it cannot be read
   */
  static RegisteredDevice decode(DeviceId id, Node node) {
    return DeviceRecordCodec.decode(id.value(), node.data(), node.stat().getVersion());
  }

  CompletableFuture<Optional<RegisteredDevice>> find(DeviceId id) {
    return context
        .zk()
        .retrying("Reading device " + id, context.operationTimeout(), session -> read(session, id))
        .thenApply(node -> node.map(found -> decode(id, found)));
  }

  private CompletableFuture<Optional<Node>> read(ZkSession session, DeviceId id) {
    return session
        .getData(context.layout().device(id.value()))
        .handle(
            (node, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(Optional.of(node));
              }
              return ZkErrors.is(failure, Code.NONODE)
                  ? CompletableFuture.completedFuture(Optional.<Node>empty())
                  : CompletableFuture.<Optional<Node>>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }
}
