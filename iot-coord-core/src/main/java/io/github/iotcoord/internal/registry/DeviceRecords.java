package io.github.iotcoord.internal.registry;

import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.internal.concurrent.InTurn;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;

/**
 * Reads and writes single records. Every request is repeated after a lost connection; where the
 * first try may have been applied, the next one looks before it judges.
 */
final class DeviceRecords {
  private static final byte[] EMPTY = new byte[0];

  private final CoordContext context;
  private final ZnodeLayout layout;
  private final OwnerNotices notices;
  private final InTurn<DeviceId> deregistrations = new InTurn<>();

  DeviceRecords(CoordContext context) {
    this.context = context;
    this.layout = context.layout();
    this.notices = new OwnerNotices(context);
  }

  /**
   * What registering a device would write now.
   *
   * @throws IllegalArgumentException if that is too large
   */
  DeviceRecord recordOf(Device device) {
    context.requireOpen();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return record(
        new RegisteredDevice(
            device, context.identity(), context.incarnation(), 0, now, AdminState.ENABLED));
  }

  private DeviceRecord record(RegisteredDevice device) {
    String id = device.id().value();
    return new DeviceRecord(
        device,
        DeviceRecordCodec.encode(device),
        layout.device(id),
        layout.registryBucket(ZnodeLayout.bucketOf(id)));
  }

  CompletableFuture<RegisteredDevice> register(DeviceRecord record) {
    return repeating(
        "Registering device " + record.device().id(), session -> createOrTakeOver(session, record));
  }

  // A device that comes and goes between our requests sends us round again: each time somebody else
  // got on, so it is not tried for ever in practice, and the timeout ends it in any case.
  private CompletableFuture<RegisteredDevice> createOrTakeOver(
      ZkSession session, DeviceRecord record) {
    CompletableFuture<RegisteredDevice> created =
        context
            .zk()
            .withParent(
                session,
                record.bucket(),
                CreateMode.PERSISTENT,
                s -> s.create(record.path(), record.bytes(), CreateMode.PERSISTENT))
            .thenApply(done -> record.device());
    return created
        .handle(
            (device, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(device);
              }
              if (!ZkErrors.is(failure, Code.NODEEXISTS)) {
                return CompletableFuture.<RegisteredDevice>failedFuture(failure);
              }
              return takeOver(session, record);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<RegisteredDevice> takeOver(ZkSession session, DeviceRecord record) {
    return read(session, record.device().id())
        .thenCompose(
            present ->
                present.isEmpty()
                    ? createOrTakeOver(session, record)
                    : takeOver(session, record, present.get()));
  }

  private CompletableFuture<RegisteredDevice> takeOver(
      ZkSession session, DeviceRecord record, Node present) {
    DeviceId id = record.device().id();
    int version = present.stat().getVersion();
    return notices
        .multi(session, writeOps(record, version), Ownership.toTell(record, present), id.value())
        .handle(
            (results, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(withVersion(record.device(), version + 1));
              }
              return ZkErrors.is(failure, Code.BADVERSION) || ZkErrors.is(failure, Code.NONODE)
                  ? takeOver(session, record)
                  : CompletableFuture.<RegisteredDevice>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }

  /**
   * A write to an existing record also touches its bucket, by which a mirror knows where to look.
   */
  static List<Op> writeOps(DeviceRecord record, int version) {
    return List.of(
        Op.setData(record.path(), record.bytes(), version), Op.setData(record.bucket(), EMPTY, -1));
  }

  private static RegisteredDevice withVersion(RegisteredDevice device, int version) {
    return new RegisteredDevice(
        device.device(),
        device.owner(),
        device.claim(),
        version,
        device.registeredAt(),
        device.adminState());
  }

  CompletableFuture<Optional<RegisteredDevice>> find(DeviceId id) {
    return repeating("Reading device " + id, session -> read(session, id))
        .thenApply(node -> node.map(n -> decode(id, n)));
  }

  private CompletableFuture<Optional<Node>> read(ZkSession session, DeviceId id) {
    return session
        .getData(layout.device(id.value()))
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

  static RegisteredDevice decode(DeviceId id, Node node) {
    return DeviceRecordCodec.decode(id.value(), node.data(), node.stat().getVersion());
  }

  CompletableFuture<RegisteredDevice> update(Device device, int expectedVersion) {
    AtomicBoolean sent = new AtomicBoolean();
    return repeating(
        "Updating device " + device.id(),
        session ->
            read(session, device.id())
                .thenCompose(
                    node -> {
                      Node present = node.orElseThrow(() -> notFound(device.id()));
                      RegisteredDevice before = decode(device.id(), present);
                      DeviceRecord after =
                          record(
                              new RegisteredDevice(
                                  device,
                                  before.owner(),
                                  before.claim(),
                                  expectedVersion + 1,
                                  before.registeredAt(),
                                  before.adminState()));
                      if (sent.get()
                          && before.version() == expectedVersion + 1
                          && Arrays.equals(present.data(), after.bytes())) {
                        return CompletableFuture.completedFuture(after.device());
                      }
                      if (before.version() != expectedVersion) {
                        throw conflict(device.id(), expectedVersion, before.version());
                      }
                      sent.set(true);
                      return write(session, after, expectedVersion, present);
                    }));
  }

  private CompletableFuture<RegisteredDevice> write(
      ZkSession session, DeviceRecord record, int expectedVersion, Node present) {
    return notices
        .multi(
            session,
            writeOps(record, expectedVersion),
            Ownership.toTell(record, present),
            record.device().id().value())
        .handle(
            (results, failure) -> {
              if (ZkErrors.is(failure, Code.BADVERSION)) {
                throw conflict(record.device().id(), expectedVersion, -1);
              }
              if (ZkErrors.is(failure, Code.NONODE)) {
                throw notFound(record.device().id());
              }
              return failure == null
                  ? CompletableFuture.completedFuture(record.device())
                  : CompletableFuture.<RegisteredDevice>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }

  CompletableFuture<Void> deregister(DeviceId id) {
    AtomicBoolean sent = new AtomicBoolean();
    // One at a time for a device: of two that have read the same version, the slower one could hit
    // a
    // record that somebody else created, at that version again, after the faster one's deletion.
    return deregistrations.run(
        id,
        () -> repeating("Deregistering device " + id, session -> deregister(session, id, sent)));
  }

  private CompletableFuture<Void> deregister(ZkSession session, DeviceId id, AtomicBoolean sent) {
    return read(session, id)
        .thenCompose(
            node -> {
              if (node.isEmpty()) {
                if (sent.get()) {
                  return CompletableFuture.<List<OpResult>>completedFuture(List.of());
                }
                throw notFound(id);
              }
              RegisteredDevice device = decode(id, node.get());
              Ownership.require(context, device);
              sent.set(true);
              return notices.multi(
                  session,
                  List.of(Op.delete(layout.device(id.value()), device.version())),
                  device.owner(),
                  id.value());
            })
        .handle(
            (results, failure) -> {
              if (failure == null || ZkErrors.is(failure, Code.NONODE)) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              // Written to since we read it: by whom decides whether we may still remove it.
              return ZkErrors.is(failure, Code.BADVERSION)
                  ? deregister(session, id, sent)
                  : CompletableFuture.<Void>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }

  private <T> CompletableFuture<T> repeating(
      String what, Function<ZkSession, CompletableFuture<T>> request) {
    return context.zk().retrying(what, context.operationTimeout(), request);
  }

  private static DeviceNotFoundException notFound(DeviceId id) {
    return new DeviceNotFoundException("Device " + id + " is not registered");
  }

  private static VersionConflictException conflict(DeviceId id, int expected, int found) {
    return new VersionConflictException(
        "Device "
            + id
            + " is not at version "
            + expected
            + " any more"
            + (found < 0 ? "" : ", but at " + found));
  }
}
