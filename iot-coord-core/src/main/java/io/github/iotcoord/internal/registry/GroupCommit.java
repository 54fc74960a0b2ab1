package io.github.iotcoord.internal.registry;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers registrations that callers make one by one at the same time.
 *
 * <p>The first goes out at once. While a request is under way, what comes is gathered until a batch
 * is full, an answer has come, or a millisecond has passed. Registrations of one device go out one
 * after the other, in the order of the calls. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMillis(1);

  private final CoordContext context;
  private final BatchWriter writer;

  // Guarded by this. A device's first is in the queue or under way, and the others wait for it.
  private final Map<DeviceId, ArrayDeque<Waiting>> lanes = new HashMap<>();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private int queuedBytes;
  private int inFlight;
  private boolean timed;
  private boolean closed;

  /** A caller's change, and until when it makes sense to begin with it. */
  private record Waiting(Change change, long deadline) {}

  GroupCommit(CoordContext context, BatchWriter writer) {
    this.context = context;
    this.writer = writer;
  }

  CompletableFuture<RegisteredDevice> write(Change change) {
    long deadline = context.ticker().nanos() + Waits.toNanos(context.operationTimeout());
    Waiting waiting = new Waiting(change, deadline);
    synchronized (this) {
      if (closed) {
        throw new CoordinationClosedException("This IotCoord");
      }
      ArrayDeque<Waiting> lane = lanes.computeIfAbsent(change.id(), id -> new ArrayDeque<>(1));
      lane.add(waiting);
      if (lane.size() == 1) {
        enqueue(waiting);
      }
    }
    send(false);
    return change.outcome();
  }

  private void enqueue(Waiting waiting) {
    queue.add(waiting);
    queuedBytes += waiting.change.weight();
  }

  private void send(boolean now) {
    List<Change> batch = take(now);
    while (!batch.isEmpty()) {
      List<Change> sent = batch;
      writer.write(sent).whenComplete((done, failure) -> answered(sent));
      batch = take(false);
    }
  }

  private synchronized List<Change> take(boolean now) {
    List<Change> batch = new ArrayList<>();
    if (queue.isEmpty() || closed) {
      return batch;
    }
    boolean full = queue.size() >= BatchWriter.MOST || queuedBytes >= BatchWriter.MOST_BYTES;
    if (inFlight > 0 && !full && !now) {
      if (!timed) {
        timed = true;
        context.scheduler().after(LONGEST, this::timeIsOver);
      }
      return batch;
    }
    int bytes = 0;
    while (!queue.isEmpty() && batch.size() < BatchWriter.MOST) {
      int weight = queue.element().change.weight();
      if (bytes + weight > BatchWriter.MOST_BYTES && !batch.isEmpty()) {
        break;
      }
      bytes += weight;
      queuedBytes -= weight;
      batch.add(queue.remove().change);
    }
    inFlight++;
    return batch;
  }

  private void timeIsOver() {
    synchronized (this) {
      timed = false;
    }
    send(true);
  }

  private void answered(List<Change> batch) {
    List<Change> late = new ArrayList<>();
    synchronized (this) {
      inFlight--;
      for (Change change : batch) {
        Waiting next = nextOf(change.id(), late);
        if (next != null) {
          enqueue(next);
        }
      }
    }
    late.forEach(
        change ->
            change.fail(
                new CoordinationUnavailableException(
                    change.what() + ": not tried, its time was over", null)));
    send(true);
  }

  private @Nullable Waiting nextOf(DeviceId id, List<Change> late) {
    ArrayDeque<Waiting> lane = lanes.get(id);
    if (lane == null) {
      return null;
    }
    lane.remove();
    while (!lane.isEmpty() && context.ticker().nanos() - lane.element().deadline >= 0) {
      late.add(lane.remove().change);
    }
    if (lane.isEmpty()) {
      lanes.remove(id);
      return null;
    }
    return lane.element();
  }

  @Override
  public void close() {
    List<Change> open = new ArrayList<>();
    synchronized (this) {
      closed = true;
      lanes.values().forEach(lane -> lane.forEach(waiting -> open.add(waiting.change)));
    }
    open.forEach(change -> change.fail(new CoordinationClosedException("This IotCoord")));
  }
}
