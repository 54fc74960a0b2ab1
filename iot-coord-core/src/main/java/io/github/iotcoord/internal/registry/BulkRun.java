package io.github.iotcoord.internal.registry;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.registry.BulkOptions;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.DeviceFailure;
import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One bulk call: takes devices from the input as there is room, writes them in batches of which
 * several are under way, and counts what became of them.
 *
 * <p>No two changes of one device are under way at once: the input waits at the second one, so that
 * it is the later one that lasts. What is held in memory is what is under way. All but the counting
 * happens in one task at a time.
 */
final class BulkRun<T> implements AutoCloseable {
  private final BatchWriter writer;
  private final Function<T, DeviceId> ids;
  private final Function<T, ? extends Change> changes;
  private final Outage outage;
  private final Window window;
  private final BulkTally tally;
  private final Executor tasks;
  private final CompletableFuture<BulkReport> report = new CompletableFuture<>();
  private final Set<DeviceId> busy = new HashSet<>();
  private final Iterable<? extends @Nullable T> input;
  private @Nullable Iterator<? extends @Nullable T> iterator;
  private @Nullable Change held;
  private boolean atEnd;
  private long taken;
  private int inFlight;

  /**
   * @param window how many batches may be under way
   * @param ids which device an element of the input is about
   * @param changes what to do about it; may throw for one that cannot be done
   * @param tasks what the input is read on
   */
  BulkRun(
      BatchWriter writer,
      Outage outage,
      Window window,
      Iterable<? extends @Nullable T> input,
      Function<T, DeviceId> ids,
      Function<T, ? extends Change> changes,
      BulkOptions options,
      Executor tasks) {
    this.writer = writer;
    this.outage = outage;
    this.window = window;
    this.input = input;
    this.ids = ids;
    this.changes = changes;
    this.tally = new BulkTally(options);
    this.tasks = new SerialExecutor(task -> hand(task, tasks));
  }

  private void hand(Runnable task, Executor executor) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      report.completeExceptionally(
          new CoordinationException("The executor of a bulk call refuses to work", e));
      throw e;
    }
  }

  CompletableFuture<BulkReport> start() {
    tasks.execute(this::step);
    return report;
  }

  // The threads that would go on with it are about to end.
  @Override
  public void close() {
    report.completeExceptionally(new CoordinationClosedException("This IotCoord"));
  }

  private void step() {
    try {
      while (!report.isDone() && inFlight < window.size()) {
        List<Change> batch = take();
        if (batch.isEmpty()) {
          break;
        }
        send(batch);
      }
      if (atEnd && held == null && inFlight == 0 && !report.isDone()) {
        report.complete(tally.report());
      }
    } catch (RuntimeException | Error e) {
      report.completeExceptionally(e);
    }
  }

  private void send(List<Change> batch) {
    inFlight++;
    long begun = window.begin();
    writer
        .write(batch)
        .whenComplete(
            (done, failure) -> {
              tally.count(batch);
              long took = window.since(begun);
              tasks.execute(() -> written(batch, took));
            });
  }

  private void written(List<Change> batch, long took) {
    inFlight--;
    window.answered(took);
    for (Change change : batch) {
      busy.remove(change.id());
      if (change.outcome().isCompletedExceptionally() && isOutOfTime(change)) {
        outage.begin();
      }
    }
    step();
  }

  private static boolean isOutOfTime(Change change) {
    return ZkErrors.isConnectionTrouble(change.outcome().handle((v, failure) -> failure).join());
  }

  private List<Change> take() {
    List<Change> batch = new ArrayList<>();
    int bytes = 0;
    while (batch.size() < BatchWriter.MOST && !report.isDone()) {
      Change change = held == null ? next() : held;
      held = change;
      if (change == null) {
        break;
      }
      bytes += change.weight();
      boolean full = bytes > BatchWriter.MOST_BYTES && !batch.isEmpty();
      if (full || busy.contains(change.id())) {
        break;
      }
      held = null;
      if (outage.isOver()) {
        busy.add(change.id());
        batch.add(change);
      } else {
        refuse(change);
      }
    }
    return batch;
  }

  private void refuse(Change change) {
    change.fail(
        new CoordinationUnavailableException(
            change.what() + ": not tried, since ZooKeeper has stopped answering", null));
    tally.count(List.of(change));
  }

  /** The next change; null at the end. What cannot be one is counted as a failure and left out. */
  private @Nullable Change next() {
    while (!atEnd) {
      T element = null;
      try {
        if (iterator == null) {
          iterator = input.iterator();
        }
        if (!iterator.hasNext()) {
          atEnd = true;
          break;
        }
        element = iterator.next();
        taken++;
      } catch (RuntimeException e) {
        atEnd = true;
        fail(null, "the input cannot be read further than its " + taken + " first elements", e);
        break;
      }
      if (element == null) {
        fail(null, "element " + taken + " of the input is null", null);
        continue;
      }
      try {
        return changes.apply(element);
      } catch (RuntimeException e) {
        tally.fail(new DeviceFailure(ids.apply(element), true, e));
      }
    }
    return null;
  }

  private void fail(@Nullable DeviceId id, String why, @Nullable RuntimeException cause) {
    tally.fail(new DeviceFailure(id, true, new IllegalArgumentException(why, cause)));
  }
}
