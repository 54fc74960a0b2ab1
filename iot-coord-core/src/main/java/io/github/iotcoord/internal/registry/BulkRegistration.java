package io.github.iotcoord.internal.registry;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegistrationReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Registers many devices: transactions of up to a hundred records, several of them under way at
 * once.
 *
 * <p>A batch is first tried as if all its devices were new. If some exist, the batch is read and
 * written as a mixture; if that fails too, because of one device or because somebody else is at
 * work on them, its devices are registered one by one, so that only those fail that must.
 */
final class BulkRegistration {
  private static final int BATCH = 100;
  private static final int BATCH_BYTES = 400_000;
  private static final int IN_FLIGHT = 8;
  private static final byte[] EMPTY = new byte[0];

  private final CoordContext context;
  private final DeviceRecords records;
  private final OwnerNotices notices;
  private final Set<String> knownBuckets = ConcurrentHashMap.newKeySet();
  // Noted only once the request is on its way, so that whoever finds it here is behind it.
  private final Map<String, Making> making = new ConcurrentHashMap<>();

  /** A bucket that is being made, and the session whose later requests will find it. */
  private record Making(long session, CompletableFuture<Void> done) {}

  BulkRegistration(CoordContext context, DeviceRecords records) {
    this.context = context;
    this.records = records;
    this.notices = new OwnerNotices(context);
  }

  CompletableFuture<RegistrationReport> register(Collection<Device> devices) {
    Map<DeviceId, Device> distinct = new LinkedHashMap<>();
    devices.forEach(device -> distinct.put(device.id(), device));
    Run run = context.own(new Run(distinct.values().iterator(), distinct.size()));
    run.report.whenComplete((done, failure) -> context.disown(run));
    for (int i = 0; i < IN_FLIGHT; i++) {
      run.next();
    }
    return run.report;
  }

  /** One call; its state is guarded by itself. */
  private final class Run implements AutoCloseable {
    final CompletableFuture<RegistrationReport> report = new CompletableFuture<>();
    private final Iterator<Device> devices;
    private final int total;
    private final Map<DeviceId, RuntimeException> failures = new HashMap<>();
    private @Nullable DeviceRecord waiting;
    private int inFlight;

    Run(Iterator<Device> devices, int total) {
      this.devices = devices;
      this.total = total;
    }

    void next() {
      List<DeviceRecord> batch;
      synchronized (this) {
        if (report.isDone()) {
          return;
        }
        batch = take();
        if (batch.isEmpty()) {
          if (inFlight == 0) {
            report.complete(new RegistrationReport(total - failures.size(), failures));
          }
          return;
        }
        inFlight++;
      }
      send(batch)
          .whenCompleteAsync(
              (failed, failure) -> {
                synchronized (this) {
                  inFlight--;
                  failures.putAll(failure == null ? failed : blame(batch, failure));
                }
                next();
              },
              context.scheduler());
    }

    // The threads that would go on with it are about to end.
    @Override
    public void close() {
      report.completeExceptionally(new CoordinationClosedException("This IotCoord"));
    }

    private List<DeviceRecord> take() {
      List<DeviceRecord> batch = new ArrayList<>(BATCH);
      int bytes = 0;
      while (batch.size() < BATCH && (waiting != null || devices.hasNext())) {
        DeviceRecord record = waiting;
        waiting = null;
        if (record == null) {
          Device device = devices.next();
          try {
            record = records.recordOf(device);
          } catch (RuntimeException e) {
            failures.put(device.id(), e);
            continue;
          }
        }
        bytes += record.bytes().length + record.path().length() + 100;
        if (bytes > BATCH_BYTES && !batch.isEmpty()) {
          waiting = record;
          break;
        }
        batch.add(record);
      }
      return batch;
    }
  }

  private static Map<DeviceId, RuntimeException> blame(
      List<DeviceRecord> batch, Throwable failure) {
    Map<DeviceId, RuntimeException> failures = new HashMap<>();
    for (DeviceRecord record : batch) {
      DeviceId id = record.device().id();
      failures.put(id, ZkErrors.translate(failure, "Registering device " + id));
    }
    return failures;
  }

  private CompletableFuture<Map<DeviceId, RuntimeException>> send(List<DeviceRecord> batch) {
    return context
        .zk()
        .retrying(
            "Registering " + batch.size() + " devices",
            context.operationTimeout(),
            session -> createAll(session, batch))
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(Map.<DeviceId, RuntimeException>of());
              }
              return ZkErrors.isConnectionTrouble(failure)
                  ? CompletableFuture.completedFuture(blame(batch, failure))
                  : oneByOne(batch);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> createAll(ZkSession session, List<DeviceRecord> batch) {
    // Sent ahead on the same session, so that they are there when the batch arrives.
    CompletableFuture<Void> buckets = ensureBuckets(session, batch);
    List<Op> ops = new ArrayList<>(batch.size());
    for (DeviceRecord record : batch) {
      ops.add(session.createOp(record.path(), record.bytes(), CreateMode.PERSISTENT));
    }
    return session
        .multi(ops)
        .handle(
            (results, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              if (ZkErrors.is(failure, Code.NODEEXISTS)) {
                return writeMixture(session, batch);
              }
              if (ZkErrors.is(failure, Code.NONODE)) {
                knownBuckets.clear();
              }
              return CompletableFuture.<Void>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity())
        .thenCompose(done -> buckets);
  }

  private CompletableFuture<Void> ensureBuckets(ZkSession session, List<DeviceRecord> batch) {
    Set<String> missing = new LinkedHashSet<>();
    for (DeviceRecord record : batch) {
      if (!knownBuckets.contains(record.bucket())) {
        missing.add(record.bucket());
      }
    }
    List<CompletableFuture<Void>> made = new ArrayList<>();
    boolean first =
        knownBuckets.isEmpty()
            && making.values().stream().noneMatch(other -> other.session == session.id());
    for (String bucket : missing) {
      Making other = making.get(bucket);
      if (other != null && other.session == session.id()) {
        made.add(other.done);
      } else {
        made.add(make(session, bucket, first));
        first = false;
      }
    }
    return CompletableFuture.allOf(made.toArray(new CompletableFuture<?>[0]));
  }

  private CompletableFuture<Void> make(ZkSession session, String bucket, boolean withParents) {
    CompletableFuture<Void> reply =
        withParents
            ? context.zk().ensurePath(session, bucket)
            : session
                .create(bucket, EMPTY, CreateMode.PERSISTENT)
                .handle(
                    (created, failure) -> {
                      if (failure != null && !ZkErrors.is(failure, Code.NODEEXISTS)) {
                        throw new java.util.concurrent.CompletionException(Waits.unwrap(failure));
                      }
                      return null;
                    });
    Making own = new Making(session.id(), reply);
    making.put(bucket, own);
    return reply.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            knownBuckets.add(bucket);
          }
          making.remove(bucket, own);
        });
  }

  private CompletableFuture<Void> writeMixture(ZkSession session, List<DeviceRecord> batch) {
    return session
        .getDataOfAll(batch.stream().map(DeviceRecord::path).toList())
        .thenCompose(
            nodes -> {
              List<Op> ops = new ArrayList<>();
              Set<String> touched = new LinkedHashSet<>();
              Set<String> owners = new LinkedHashSet<>();
              for (int i = 0; i < batch.size(); i++) {
                DeviceRecord record = batch.get(i);
                Node present = nodes.get(i);
                if (present == null) {
                  ops.add(session.createOp(record.path(), record.bytes(), CreateMode.PERSISTENT));
                } else {
                  int version = present.stat().getVersion();
                  ops.add(Op.setData(record.path(), record.bytes(), version));
                  touched.add(record.bucket());
                  String owner = Ownership.toTell(record, present);
                  if (owner != null) {
                    ops.addAll(notices.ops(session, owner, record.device().id().value()));
                    owners.add(owner);
                  }
                }
              }
              touched.forEach(bucket -> ops.add(Op.setData(bucket, EMPTY, -1)));
              // Sent ahead on the same session; if it fails, so does the transaction.
              owners.forEach(owner -> notices.ensure(session, owner));
              return session.multi(ops);
            })
        .thenApply(results -> null);
  }

  private CompletableFuture<Map<DeviceId, RuntimeException>> oneByOne(List<DeviceRecord> batch) {
    Map<DeviceId, RuntimeException> failures = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (DeviceRecord record : batch) {
      DeviceId id = record.device().id();
      all.add(
          records
              .register(record)
              .handle(
                  (device, failure) -> {
                    if (failure != null) {
                      failures.put(id, ZkErrors.translate(failure, "Registering device " + id));
                    }
                    return null;
                  }));
    }
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> failures);
  }
}
