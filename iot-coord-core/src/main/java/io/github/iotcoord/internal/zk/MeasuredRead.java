package io.github.iotcoord.internal.zk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes of which some may be too large for one answer together, or even alone: asks for their
 * sizes first, which takes a small request for each.
 */
final class MeasuredRead {
  private static final int OVERHEAD = 200;

  private final ZkClient zk;
  private final Executor executor;
  private final List<String> paths;
  private final boolean synced;
  private final BiConsumer<List<String>, List<@Nullable Node>> sink;

  MeasuredRead(
      ZkClient zk,
      Executor executor,
      List<String> paths,
      boolean synced,
      BiConsumer<List<String>, List<@Nullable Node>> sink) {
    this.zk = zk;
    this.executor = executor;
    this.paths = paths;
    this.synced = synced;
    this.sink = sink;
  }

  CompletableFuture<Void> start() {
    try {
      ZkSession session = zk.session();
      if (synced) {
        session.sync(paths.get(0));
      }
      List<CompletableFuture<@Nullable Stat>> stats = paths.stream().map(session::stat).toList();
      return CompletableFuture.allOf(stats.toArray(new CompletableFuture<?>[0]))
          .thenComposeAsync(done -> from(0, session, joined(stats)), executor);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static List<@Nullable Stat> joined(List<CompletableFuture<@Nullable Stat>> answered) {
    List<@Nullable Stat> stats = new ArrayList<>(answered.size());
    answered.forEach(stat -> stats.add(stat.join()));
    return stats;
  }

  private CompletableFuture<Void> from(int first, ZkSession session, List<@Nullable Stat> stats) {
    if (first == paths.size()) {
      return CompletableFuture.completedFuture(null);
    }
    int limit = session.packetLimit();
    Stat only = stats.get(first);
    if (only != null && only.getDataLength() > limit - OVERHEAD) {
      sink.accept(List.of(paths.get(first)), List.of(new Node(new byte[0], only)));
      return from(first + 1, session, stats);
    }
    int end = first;
    long bytes = 0;
    while (end < paths.size()) {
      Stat stat = stats.get(end);
      bytes += OVERHEAD + (stat == null ? 0 : stat.getDataLength());
      if (end > first && bytes > BatchSize.targetFor(limit)) {
        break;
      }
      end++;
    }
    int next = end;
    List<String> some = paths.subList(first, end);
    return session
        .getDataOfAll(some)
        .thenComposeAsync(
            nodes -> {
              sink.accept(some, nodes);
              return from(next, session, stats);
            },
            executor);
  }
}
