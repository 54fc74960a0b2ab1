package io.github.iotcoord.internal.zk;

import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.List;
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

  private static final int AHEAD = 3;
  private static final int NAMES_AT_ONCE = 1_500;

  private final ZkClient zk;
  private final Executor executor;
  // Groups are small and leaves need not be: what was learnt of the one says nothing of the other.
  private final BatchReader groupReader;
  private final BatchReader leafReader;

  TreeReader(ZkClient zk, Executor executor) {
    this.zk = zk;
    this.executor = executor;
    this.groupReader = new BatchReader(zk, executor);
    this.leafReader = new BatchReader(zk, executor, true);
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

  /** Who hears of what was read, one call at a time. */
  interface Target {
    /** These are the names of the leaves that a group has. */
    void listed(String group, List<String> names);

    /** This was read; null stands for each leaf that does not exist. */
    void read(List<String> paths, List<@Nullable Node> nodes);

    /** All leaves of these groups have been read. */
    void completed(List<Stamp> groups);
  }

  /** Lists groups, tells which leaves each has, and reads them; not in the order of the groups. */
  CompletableFuture<Void> leaves(List<Stamp> groups, Target target) {
    Load load = new Load(groups, target);
    for (int i = 0; i < AHEAD; i++) {
      load.next();
    }
    return load.done;
  }

  /** Some groups at a time, several times over, so that neither side waits for a list. */
  private final class Load {
    private final List<Stamp> groups;
    private final Target target;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int position;
    private int underWay;

    Load(List<Stamp> groups, Target target) {
      this.groups = groups;
      this.target = target;
    }

    void next() {
      List<Stamp> some;
      synchronized (this) {
        if (done.isDone()) {
          return;
        }
        if (position >= groups.size()) {
          if (underWay == 0) {
            done.complete(null);
          }
          return;
        }
        some = take();
        underWay++;
      }
      load(some)
          .whenComplete(
              (loaded, failure) -> {
                if (failure != null) {
                  done.completeExceptionally(failure);
                  return;
                }
                synchronized (this) {
                  underWay--;
                }
                next();
              });
    }

    // A name has 200 characters at most, of three bytes each: even then the answer fits, unless one
    // group alone has more.
    private List<Stamp> take() {
      int from = position;
      long names = 0;
      while (position < groups.size()
          && (position == from || names + groups.get(position).children() < NAMES_AT_ONCE)) {
        names += groups.get(position).children();
        position++;
      }
      return groups.subList(from, position);
    }

    private CompletableFuture<Void> load(List<Stamp> some) {
      List<String> paths = some.stream().map(Stamp::path).toList();
      return onSession(session -> session.getChildrenOfAll(paths))
          .thenComposeAsync(
              lists -> {
                List<String> leaves = new ArrayList<>();
                for (int i = 0; i < paths.size(); i++) {
                  String group = paths.get(i);
                  List<String> listed = lists.get(i);
                  List<String> names = listed == null ? List.of() : listed;
                  target.listed(group, names);
                  names.forEach(name -> leaves.add(ZnodeLayout.child(group, name)));
                }
                return leafReader.read(leaves, target::read);
              },
              executor)
          .thenRunAsync(() -> target.completed(some), executor);
    }
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
