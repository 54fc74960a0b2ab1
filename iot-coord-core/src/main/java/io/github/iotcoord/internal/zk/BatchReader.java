package io.github.iotcoord.internal.zk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes in batches, several of them under way at once.
 *
 * <p>An answer must stay below the client's packet limit of 1 MB, or the client drops the
 * connection, and how large the nodes are is known only when they have been read: so batches begin
 * small, grow to half of the limit by the sizes seen, and shrink when one has failed. The nodes of
 * a batch that has failed with the connection are measured before they are asked for again. One
 * that is too large for any answer is handed over without its payload, which its stat tells.
 *
 * <p>What was read is handed over on the executor given, which must run one task at a time.
 * Thread-safe.
 */
public final class BatchReader {
  private static final int IN_FLIGHT = 4;
  private static final int MOST_SUSPECTS = 10_000;

  private final ZkClient zk;
  private final Executor executor;
  private final boolean lenient;
  private final BatchSize size = new BatchSize();
  private final Set<String> suspects = new HashSet<>(); // guarded by itself

  public BatchReader(ZkClient zk, Executor executor) {
    this(zk, executor, false);
  }

  /**
   * @param lenient whether a node that may not be read is handed over as an empty one of no
   *     version, so that it does not keep the others from being read; otherwise reading fails
   */
  BatchReader(ZkClient zk, Executor executor, boolean lenient) {
    this.zk = zk;
    this.executor = executor;
    this.lenient = lenient;
  }

  /** Reads nodes and hands them over batch by batch; null stands for each that does not exist. */
  public CompletableFuture<Void> read(
      List<String> paths, BiConsumer<List<String>, List<@Nullable Node>> sink) {
    return read(paths, false, sink);
  }

  /**
   * As {@link #read}, from a server that has caught up with the leader: one that a new session is
   * connected to may lag behind what an earlier one has shown us.
   */
  public CompletableFuture<Void> readSynced(
      List<String> paths, BiConsumer<List<String>, List<@Nullable Node>> sink) {
    return read(paths, true, sink);
  }

  private CompletableFuture<Void> read(
      List<String> paths, boolean synced, BiConsumer<List<String>, List<@Nullable Node>> sink) {
    List<String> suspect = new ArrayList<>();
    List<String> rest = paths;
    synchronized (suspects) {
      if (!suspects.isEmpty()) {
        rest = new ArrayList<>(paths.size());
        for (String path : paths) {
          (suspects.contains(path) ? suspect : rest).add(path);
        }
      }
    }
    if (suspect.isEmpty()) {
      return run(paths, synced, sink);
    }
    List<String> harmless = rest;
    return new MeasuredRead(zk, executor, suspect, synced, sink)
        .start()
        .thenCompose(
            done -> {
              synchronized (suspects) {
                suspect.forEach(suspects::remove);
              }
              return run(harmless, synced, sink);
            });
  }

  private CompletableFuture<Void> run(
      List<String> paths, boolean synced, BiConsumer<List<String>, List<@Nullable Node>> sink) {
    Run run = new Run(paths, synced, sink);
    for (int i = 0; i < IN_FLIGHT; i++) {
      run.next();
    }
    return run.done;
  }

  private final class Run {
    final List<String> paths;
    final boolean synced;
    final BiConsumer<List<String>, List<@Nullable Node>> sink;
    final CompletableFuture<Void> done = new CompletableFuture<>();
    private int position;
    private int inFlight;

    Run(List<String> paths, boolean synced, BiConsumer<List<String>, List<@Nullable Node>> sink) {
      this.paths = paths;
      this.synced = synced;
      this.sink = sink;
    }

    void next() {
      List<String> some;
      synchronized (this) {
        if (done.isDone()) {
          return;
        }
        if (position >= paths.size()) {
          if (inFlight == 0) {
            done.complete(null);
          }
          return;
        }
        int end = Math.min(paths.size(), position + size.get());
        some = paths.subList(position, end);
        position = end;
        inFlight++;
      }
      ask(some).whenCompleteAsync((nodes, failure) -> arrived(some, nodes, failure), executor);
    }

    private CompletableFuture<List<@Nullable Node>> ask(List<String> some) {
      try {
        ZkSession session = zk.session();
        size.packetLimit(session.packetLimit());
        if (synced) {
          session.sync(some.get(0));
        }
        return lenient ? session.getReadableOfAll(some) : session.getDataOfAll(some);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private void arrived(
        List<String> some, List<@Nullable Node> nodes, @Nullable Throwable failure) {
      if (done.isDone()) {
        // Another batch has failed, and what follows from that may have begun: this is out of
        // order.
        return;
      }
      if (failure != null) {
        failed(some, failure);
        return;
      }
      size.succeeded(nodes);
      try {
        sink.accept(some, nodes);
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
        return;
      }
      synchronized (this) {
        inFlight--;
      }
      next();
    }

    private void failed(List<String> some, Throwable failure) {
      size.failed(some.size());
      if (ZkErrors.isConnectionTrouble(failure)) {
        // Answers come in order, so if one of them was too large, it is the first that failed; but
        // others may be reading through this object too, so all that failed first are kept.
        synchronized (suspects) {
          if (suspects.size() > MOST_SUSPECTS) {
            suspects.clear();
          }
          suspects.addAll(some);
        }
      }
      done.completeExceptionally(failure);
    }
  }
}
