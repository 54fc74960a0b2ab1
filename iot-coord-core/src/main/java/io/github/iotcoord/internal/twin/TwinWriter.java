package io.github.iotcoord.internal.twin;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.InTurn;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.twin.TwinWrite.Plan;
import io.github.iotcoord.internal.zk.BatchSize;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
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
  private final InTurn<String> turns = new InTurn<>();
  private final BatchSize readSize = new BatchSize();
  private final Set<Item<?>> open = ConcurrentHashMap.newKeySet();

  private final ArrayDeque<Item<?>> waiting = new ArrayDeque<>(); // guarded by this
  private int inFlight; // guarded by this
  private volatile boolean closed;

  TwinWriter(CoordContext context) {
    this.context = context;
  }

  private static final class Item<R> {
    final TwinWrite<R> write;
    final CompletableFuture<R> result = new CompletableFuture<>();

    Item(TwinWrite<R> write) {
      this.write = write;
    }

    void end(Plan<?> plan) {
      @SuppressWarnings("unchecked") // it has come from this write
      R value = (R) plan.value();
      write.written(value);
      result.complete(value);
    }

    void fail(Throwable failure) {
      result.completeExceptionally(ZkErrors.translate(failure, write.what()));
    }
  }

  private record Planned(Item<?> item, Plan<?> plan) {}

  <R> CompletableFuture<R> submit(TwinWrite<R> write) {
    context.requireOpen();
    Item<R> item = new Item<>(write);
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

  private <R> CompletableFuture<R> begin(Item<R> item) {
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
      List<Item<?>> batch = new ArrayList<>();
      synchronized (this) {
        if (inFlight == IN_FLIGHT) {
          return;
        }
        int reads = 0;
        for (Item<?> next = waiting.peek(); next != null; next = waiting.peek()) {
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

  private CompletableFuture<Void> together(List<Item<?>> items) {
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
      ZkSession session, List<Item<?>> items, List<@Nullable Node> nodes) {
    List<Planned> planned = new ArrayList<>();
    int from = 0;
    for (Item<?> item : items) {
      int to = from + item.write.reads().size();
      if (!item.result.isDone()) {
        plan(session, item, nodes.subList(from, to), planned);
      }
      from = to;
    }
    return planned;
  }

  private static void plan(
      ZkSession session, Item<?> item, List<@Nullable Node> nodes, List<Planned> planned) {
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
              if (failure != null) {
                return alone(planned.stream().<Item<?>>map(Planned::item).toList());
              }
              now.forEach(done -> done.item.end(done.plan));
              return write(session, later);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> alone(List<Item<?>> items) {
    return CompletableFuture.allOf(
        items.stream().map(this::alone).toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> alone(Item<?> item) {
    return context
        .zk()
        .retrying(item.write.what(), context.operationTimeout(), session -> attempt(session, item))
        .handle(
            (plan, failure) -> {
              if (failure == null) {
                item.end(plan);
              } else {
                item.fail(failure);
              }
              return null;
            });
  }

  private CompletableFuture<Plan<?>> attempt(ZkSession session, Item<?> item) {
    if (item.result.isDone()) {
      return CompletableFuture.failedFuture(new CancellationException("nobody waits for it"));
    }
    return TwinReader.each(session, item.write.reads())
        .thenComposeAsync(
            nodes -> {
              Plan<?> plan = item.write.plan(session, nodes);
              return plan.ops().isEmpty()
                  ? CompletableFuture.<Plan<?>>completedFuture(plan)
                  : carryOut(session, item, plan);
            },
            context.scheduler());
  }

  // Each conflict means that somebody else got on, so it does not go round for ever.
  private CompletableFuture<Plan<?>> carryOut(ZkSession session, Item<?> item, Plan<?> plan) {
    return session
        .multi(plan.ops())
        .handle(
            (results, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Plan<?>>completedFuture(plan);
              }
              if (ZkErrors.is(failure, Code.BADVERSION) || ZkErrors.is(failure, Code.NODEEXISTS)) {
                return attempt(session, item);
              }
              if (ZkErrors.is(failure, Code.NONODE)) {
                return ensure(session, plan.parents()).thenCompose(made -> attempt(session, item));
              }
              return CompletableFuture.<Plan<?>>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> ensure(ZkSession session, List<String> paths) {
    return CompletableFuture.allOf(
        paths.stream()
            .map(path -> context.zk().ensurePath(session, path))
            .toArray(CompletableFuture<?>[]::new));
  }
}
