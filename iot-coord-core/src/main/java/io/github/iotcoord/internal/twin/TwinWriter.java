package io.github.iotcoord.internal.twin;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.InTurn;
import io.github.iotcoord.internal.twin.TwinWrite.Plan;
import io.github.iotcoord.internal.twin.TwinWrite.Told;
import io.github.iotcoord.internal.zk.BatchSize;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * Carries out writes. Those that come while others are under way are gathered, and carried out by
 * one read and one transaction; nobody waits for others to come.
 *
 * <p>A batch is tried once. When it fails, because of one of its writes or because the connection
 * did, each of its writes is carried out alone, and repeated until it is answered or its time is
 * over. Thread-safe.
 */
final class TwinWriter implements AutoCloseable {
  private static final int BATCH = 100;
  private static final int BATCH_BYTES = 400_000;
  private static final int IN_FLIGHT = 4;

  private final CoordContext context;
  private final SingleWrites single;
  private final InTurn<String> turns = new InTurn<>();
  private final BatchSize readSize = new BatchSize();
  private final Set<PendingWrite<?>> open = ConcurrentHashMap.newKeySet();

  private final ArrayDeque<PendingWrite<?>> waiting = new ArrayDeque<>(); // guarded by this
  private int inFlight; // guarded by this
  private volatile boolean closed;

  TwinWriter(CoordContext context) {
    this.context = context;
    this.single = new SingleWrites(context);
  }

  private record Planned(PendingWrite<?> item, Plan<?> plan) {}

  <R> CompletableFuture<R> submit(TwinWrite<R> write) {
    context.requireOpen();
    PendingWrite<R> item = new PendingWrite<>(write);
    Future<?> alarm =
        context
            .scheduler()
            .after(
                context.operationTimeout(),
                () ->
                    item.fail(
                        new CoordinationUnavailableException(
                            write.what()
                                + ": no answer within "
                                + context.operationTimeout().toMillis()
                                + " ms",
                            null)));
    open.add(item);
    item.result.whenComplete(
        (value, failure) -> {
          alarm.cancel(false);
          open.remove(item);
        });
    turns.run(write.target(), () -> begin(item));
    if (closed) {
      item.fail(new CoordinationClosedException("This IotCoord"));
    }
    return item.result;
  }

  private <R> CompletableFuture<R> begin(PendingWrite<R> item) {
    synchronized (this) {
      waiting.add(item);
    }
    pump();
    return item.result;
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(item -> item.fail(new CoordinationClosedException("This IotCoord")));
  }

  private void pump() {
    while (!closed) {
      List<PendingWrite<?>> batch = new ArrayList<>();
      synchronized (this) {
        if (inFlight == IN_FLIGHT) {
          return;
        }
        int reads = 0;
        for (PendingWrite<?> next = waiting.peek(); next != null; next = waiting.peek()) {
          reads += next.write.reads().size();
          if (!batch.isEmpty() && (batch.size() == BATCH || reads > readSize.get())) {
            break;
          }
          waiting.remove();
          if (!next.result.isDone()) {
            batch.add(next);
          }
        }
        if (batch.isEmpty()) {
          return;
        }
        inFlight++;
      }
      (batch.size() == 1 ? alone(batch) : together(batch))
          .whenComplete(
              (done, failure) -> {
                synchronized (this) {
                  inFlight--;
                }
                pump();
              });
    }
  }

  private CompletableFuture<Void> together(List<PendingWrite<?>> items) {
    ZkSession session;
    try {
      session = context.zk().session();
    } catch (RuntimeException e) {
      return alone(items);
    }
    List<String> paths = new ArrayList<>();
    items.forEach(item -> paths.addAll(item.write.reads()));
    return session
        .getDataOfAll(paths)
        .handleAsync(
            (nodes, failure) -> {
              if (failure != null) {
                readSize.failed(paths.size());
                return alone(items);
              }
              readSize.succeeded(nodes);
              return write(session, planned(session, items, nodes));
            },
            context.scheduler())
        .thenCompose(Function.identity());
  }

  private static List<Planned> planned(
      ZkSession session, List<PendingWrite<?>> items, List<@Nullable Node> nodes) {
    List<Planned> planned = new ArrayList<>();
    int from = 0;
    for (PendingWrite<?> item : items) {
      int to = from + item.write.reads().size();
      if (!item.result.isDone()) {
        plan(session, item, nodes.subList(from, to), planned);
      }
      from = to;
    }
    return planned;
  }

  private static void plan(
      ZkSession session, PendingWrite<?> item, List<@Nullable Node> nodes, List<Planned> planned) {
    try {
      Plan<?> plan = item.write.plan(session, nodes);
      if (plan.ops().isEmpty()) {
        item.end(plan);
      } else {
        planned.add(new Planned(item, plan));
      }
    } catch (RuntimeException e) {
      item.fail(e);
    }
  }

  private CompletableFuture<Void> write(ZkSession session, List<Planned> planned) {
    List<Op> ops = new ArrayList<>();
    List<Planned> now = new ArrayList<>();
    int bytes = 0;
    for (Planned next : planned) {
      bytes += next.plan.bytes();
      if (bytes > BATCH_BYTES && !now.isEmpty()) {
        break;
      }
      ops.addAll(next.plan.ops());
      now.add(next);
    }
    if (now.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<Planned> later = planned.subList(now.size(), planned.size());
    return session
        .multi(ops)
        .handle(
            (results, failure) -> {
              // Each parent is missing once in the life of a fleet, and then most of them are.
              if (ZkErrors.is(failure, Code.NONODE)) {
                return prepare(session, now).thenCompose(made -> session.multi(ops));
              }
              return failure == null
                  ? CompletableFuture.completedFuture(results)
                  : CompletableFuture.<List<OpResult>>failedFuture(failure);
            })
        .thenCompose(Function.identity())
        .handle(
            (results, failure) -> {
              if (failure != null) {
                return alone(planned.stream().<PendingWrite<?>>map(Planned::item).toList());
              }
              now.forEach(done -> done.item.end(done.plan));
              return write(session, later);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> prepare(ZkSession session, List<Planned> planned) {
    Set<String> parents = new LinkedHashSet<>();
    for (Planned next : planned) {
      parents.addAll(next.plan.parents());
      Told told = next.plan.told();
      if (told != null) {
        parents.add(context.layout().owner(told.owner()));
      }
    }
    return single.ensure(session, parents);
  }

  private CompletableFuture<Void> alone(List<PendingWrite<?>> items) {
    return CompletableFuture.allOf(
        items.stream().map(single::carryOut).toArray(CompletableFuture<?>[]::new));
  }
}
