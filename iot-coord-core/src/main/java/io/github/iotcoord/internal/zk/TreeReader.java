package io.github.iotcoord.internal.zk;

import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Reads a tree in batches. What was read is handed over on the executor given. */
final class TreeReader {
  /** What tells whether a group or anything in it has changed since. */
  record Stamp(String path, long czxid, long mzxid, long pzxid, int children) {
    static Stamp of(String path, Stat stat) {
      return new Stamp(
          path, stat.getCzxid(), stat.getMzxid(), stat.getPzxid(), stat.getNumChildren());
    }
  }

  private final ZkClient zk;
  private final Executor executor;
  // Groups are small and leaves need not be: what was learnt of the one says nothing of the other.
  private final BatchReader groupReader;
  private final BatchReader leafReader;

  TreeReader(ZkClient zk, Executor executor) {
    this.zk = zk;
    this.executor = executor;
    this.groupReader = new BatchReader(zk, executor);
    this.leafReader = new BatchReader(zk, executor);
  }

  /** The stamps of all children of a root; none if the root does not exist. */
  CompletableFuture<List<Stamp>> groups(String root) {
    List<Stamp> stamps = new ArrayList<>();
    return onSession(
            session -> {
              // A new session's server may lag behind what an earlier one has shown us.
              session.sync(root);
              return session.getChildren(root);
            })
        .handle(
            (names, failure) -> {
              if (ZkErrors.is(failure, Code.NONODE)) {
                return CompletableFuture.completedFuture(List.<String>of());
              }
              return failure != null
                  ? CompletableFuture.<List<String>>failedFuture(failure)
                  : CompletableFuture.completedFuture(names);
            })
        .thenCompose(names -> names)
        .thenCompose(
            names ->
                groupReader.read(
                    names.stream().map(name -> ZnodeLayout.child(root, name)).toList(),
                    (paths, nodes) -> {
                      for (int i = 0; i < paths.size(); i++) {
                        Node node = nodes.get(i);
                        if (node != null) {
                          stamps.add(Stamp.of(paths.get(i), node.stat()));
                        }
                      }
                    }))
        .thenApply(done -> stamps);
  }

  /** Lists groups, tells which leaves each has, and reads them. */
  CompletableFuture<Void> leaves(
      List<Stamp> groups,
      BiConsumer<String, Set<String>> listed,
      BiConsumer<List<String>, List<@Nullable Node>> read) {
    return leavesFrom(0, groups, listed, read);
  }

  private CompletableFuture<Void> leavesFrom(
      int from,
      List<Stamp> groups,
      BiConsumer<String, Set<String>> listed,
      BiConsumer<List<String>, List<@Nullable Node>> read) {
    if (from >= groups.size()) {
      return CompletableFuture.completedFuture(null);
    }
    // A name has 200 characters at most: even then the answer fits, and usually it is far smaller.
    int to = from;
    long names = 0;
    while (to < groups.size() && (to == from || names + groups.get(to).children() < 2_000)) {
      names += groups.get(to).children();
      to++;
    }
    List<String> paths = groups.subList(from, to).stream().map(Stamp::path).toList();
    int next = to;
    return onSession(session -> session.getChildrenOfAll(paths))
        .thenComposeAsync(
            lists -> {
              List<String> leaves = new ArrayList<>();
              for (int i = 0; i < paths.size(); i++) {
                List<String> children = lists.get(i);
                Set<String> present = new HashSet<>();
                for (String child : children == null ? List.<String>of() : children) {
                  present.add(ZnodeLayout.child(paths.get(i), child));
                }
                listed.accept(paths.get(i), present);
                leaves.addAll(present);
              }
              return read(leaves, read);
            },
            executor)
        .thenCompose(done -> leavesFrom(next, groups, listed, read));
  }

  /** Reads leaves and hands them over batch by batch; null stands for each that does not exist. */
  CompletableFuture<Void> read(
      List<String> paths, BiConsumer<List<String>, List<@Nullable Node>> sink) {
    return leafReader.read(paths, sink);
  }

  private <T> CompletableFuture<T> onSession(
      java.util.function.Function<ZkSession, CompletableFuture<T>> request) {
    try {
      return request.apply(zk.session());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
