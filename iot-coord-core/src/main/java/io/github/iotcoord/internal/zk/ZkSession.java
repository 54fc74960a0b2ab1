package io.github.iotcoord.internal.zk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.AsyncCallback.VoidCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous requests on one ZooKeeper session.
 *
 * <p>Requests are sent in the order of the calls and answered in that order, so several can be
 * under way at once. The futures complete on ZooKeeper's event thread: what depends on them must
 * not block. When the session ends, all that follows on this object fails with SESSIONEXPIRED and
 * can never reach the session that replaces it. A {@link KeeperException} is what the futures fail
 * with. Thread-safe.
 */
public final class ZkSession {
  private static final byte[] EMPTY = new byte[0];

  private final ZooKeeper zk;
  private final Function<String, List<ACL>> acl;
  private final WatchTable watches;

  ZkSession(ZooKeeper zk, Function<String, List<ACL>> acl) {
    this.zk = zk;
    this.acl = acl;
    this.watches = WatchTable.of(zk);
  }

  /** ZooKeeper's id of the session; 0 until it is connected for the first time. */
  public long id() {
    return zk.getSessionId();
  }

  /** What the server agreed to as the session's timeout; zero until it is connected. */
  public Duration timeout() {
    return Duration.ofMillis(zk.getSessionTimeout());
  }

  /** Whether the session is known to have ended, so that nothing sent on it now is carried out. */
  public boolean hasEnded() {
    return !zk.getState().isAlive();
  }

  /** Whether the session's connection is up, as far as the client knows. */
  public boolean isConnected() {
    return zk.getState().isConnected();
  }

  public CompletableFuture<Created> create(String path, byte[] data, CreateMode mode) {
    Reply<Created> reply = new Reply<>(path);
    return reply.sending(
        () ->
            zk.create(
                path,
                data,
                acl.apply(path),
                mode,
                (rc, p, ctx, name, stat) -> reply.end(rc, () -> new Created(name, stat)),
                null));
  }

  /**
   * Deletes nodes, creates another one and counts its parent's children, all in one transaction. It
   * also sets the parent's content to nothing, because the answer to that tells the parent's state.
   *
   * @return fails with a {@link TransactionFailure} whose index is below the number of deletions if
   *     one of these is to blame
   */
  public CompletableFuture<Counted> createAndCount(
      List<String> deleted, String path, byte[] data, CreateMode mode) {
    List<Op> ops = new ArrayList<>(deleted.size() + 2);
    for (String each : deleted) {
      ops.add(Op.delete(each, -1));
    }
    ops.add(createOp(path, data, mode));
    ops.add(Op.setData(path.substring(0, path.lastIndexOf('/')), EMPTY, -1));
    return multi(ops)
        .thenApply(
            results -> {
              int at = deleted.size();
              Stat stat = ((OpResult.SetDataResult) results.get(at + 1)).getStat();
              String name = ((OpResult.CreateResult) results.get(at)).getPath();
              return new Counted(name, stat.getMzxid(), stat.getNumChildren());
            });
  }

  public CompletableFuture<Stat> setData(String path, byte[] data, int version) {
    Reply<Stat> reply = new Reply<>(path);
    return reply.sending(
        () -> zk.setData(path, data, version, (rc, p, c, stat) -> reply.end(rc, () -> stat), null));
  }

  public CompletableFuture<Void> delete(String path, int version) {
    Reply<Void> reply = new Reply<>(path);
    return reply.sending(
        () -> zk.delete(path, version, (rc, p, c) -> reply.end(rc, () -> null), null));
  }

  public CompletableFuture<Node> getData(String path) {
    return getData(path, null);
  }

  /**
   * Reads a node and, if a watcher is given, leaves it there for one event; none is left where
   * there is no node.
   */
  public CompletableFuture<Node> getData(String path, @Nullable Watcher watcher) {
    return watcher == null ? read(path, null) : watching(path, watcher, given -> read(path, given));
  }

  private <T> CompletableFuture<T> watching(
      String path, Watcher watcher, Function<Watcher, CompletableFuture<T>> read) {
    CompletableFuture<T> reply;
    synchronized (watches) {
      reply = read.apply(watches.add(path, watcher, true));
    }
    return reply.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            watches.remove(path, watcher);
          }
        });
  }

  private CompletableFuture<Node> read(String path, @Nullable Watcher watcher) {
    Reply<Node> reply = new Reply<>(path);
    return reply.sending(
        () ->
            zk.getData(
                path,
                watcher,
                (rc, p, c, data, stat) ->
                    reply.end(rc, () -> new Node(data == null ? EMPTY : data, stat)),
                null));
  }

  /** A node's stat, or null where there is no node. */
  public CompletableFuture<@Nullable Stat> stat(String path) {
    Reply<@Nullable Stat> reply = new Reply<>(path);
    return reply.sending(
        () ->
            zk.exists(
                path,
                false,
                (int rc, String p, Object c, Stat stat) ->
                    reply.end(rc == Code.NONODE.intValue() ? 0 : rc, () -> stat),
                null));
  }

  /** The most bytes that the client takes as one answer. */
  int packetLimit() {
    return zk.getClientConfig()
        .getInt(ZKConfig.JUTE_MAXBUFFER, ZKClientConfig.CLIENT_MAX_PACKET_LENGTH_DEFAULT);
  }

  public CompletableFuture<List<String>> getChildren(String path) {
    return list(path, null);
  }

  /**
   * Lists a node's children and leaves a watcher there for one event: a child that comes or goes,
   * or the end of the node itself. A change of the node's content is none. No watcher is left where
   * there is no node.
   */
  public CompletableFuture<List<String>> getChildren(String path, Watcher watcher) {
    return watching(path, watcher, given -> list(path, given));
  }

  private CompletableFuture<List<String>> list(String path, @Nullable Watcher watcher) {
    Reply<List<String>> reply = new Reply<>(path);
    return reply.sending(
        () ->
            zk.getChildren(
                path,
                watcher,
                (int rc, String p, Object c, List<String> children) ->
                    reply.end(rc, () -> children),
                null));
  }

  /** Makes the server that we are connected to catch up with the leader, through the leader. */
  public CompletableFuture<Void> sync(String path) {
    Reply<Void> reply = new Reply<>(path);
    return reply.sending(() -> zk.sync(path, (rc, p, c) -> reply.end(rc, () -> null), null));
  }

  /** Runs writes as one transaction: all or none. */
  public CompletableFuture<List<OpResult>> multi(List<Op> ops) {
    Reply<List<OpResult>> reply = new Reply<>("a transaction");
    return reply.sending(
        () -> zk.multi(ops, (rc, p, c, results) -> reply.endMulti(rc, results), null));
  }

  /**
   * Reads several nodes in one request; null stands for each that does not exist.
   *
   * <p>The answer must fit in one packet: callers bound how much they ask for.
   */
  public CompletableFuture<List<@Nullable Node>> getDataOfAll(List<String> paths) {
    return readAll(paths.stream().map(Op::getData).toList(), ZkSession::nodeOf, null);
  }

  /** As {@link #getDataOfAll}, with an empty node of no version for each that may not be read. */
  CompletableFuture<List<@Nullable Node>> getReadableOfAll(List<String> paths) {
    return readAll(
        paths.stream().map(Op::getData).toList(), ZkSession::nodeOf, new Node(EMPTY, new Stat()));
  }

  private static Node nodeOf(OpResult result) {
    OpResult.GetDataResult read = (OpResult.GetDataResult) result;
    byte[] data = read.getData();
    return new Node(data == null ? EMPTY : data, read.getStat());
  }

  /** Lists the children of several nodes in one request; null for each that does not exist. */
  public CompletableFuture<List<@Nullable List<String>>> getChildrenOfAll(List<String> paths) {
    return readAll(
        paths.stream().map(Op::getChildren).toList(),
        result -> ((OpResult.GetChildrenResult) result).getChildren(),
        null);
  }

  private <T> CompletableFuture<List<@Nullable T>> readAll(
      List<Op> reads, Function<OpResult, T> value, @Nullable T forbidden) {
    Reply<List<@Nullable T>> reply = new Reply<>("a batch of reads");
    return reply.sending(
        () ->
            zk.multi(
                reads,
                (rc, p, c, results) -> {
                  List<@Nullable T> values = new ArrayList<>(reads.size());
                  // With results at hand, the code is only that of the first node that is missing.
                  boolean answered = results != null && results.size() == reads.size();
                  if (answered) {
                    for (OpResult result : results) {
                      if (result instanceof OpResult.ErrorResult error) {
                        if (error.getErr() == Code.NOAUTH.intValue() && forbidden != null) {
                          values.add(forbidden);
                          continue;
                        }
                        if (error.getErr() != Code.NONODE.intValue()) {
                          reply.end(error.getErr(), () -> values);
                          return;
                        }
                        values.add(null);
                      } else {
                        values.add(value.apply(result));
                      }
                    }
                  }
                  reply.end(answered ? 0 : rc, () -> values);
                },
                null));
  }

  /** Sets a watcher on a path and all below it; setting it again does no harm. */
  public CompletableFuture<Void> addRecursiveWatch(String path, Watcher watcher) {
    Reply<Void> reply = new Reply<>(path);
    // Noted and sent in one order: the request that removes the last watcher removes all.
    synchronized (watches) {
      watches.add(path, watcher, false);
      return reply.sending(
          () ->
              zk.addWatch(
                  path,
                  watcher,
                  AddWatchMode.PERSISTENT_RECURSIVE,
                  (rc, p, c) -> reply.end(rc, () -> null),
                  null));
    }
  }

  /**
   * Takes a watcher away: here at once, and from the server when no other watcher of this client
   * stands on the path. Does nothing if it has fired or was not set.
   */
  public CompletableFuture<Void> removeWatch(String path, Watcher watcher) {
    Reply<Void> reply = new Reply<>(path);
    VoidCallback end = (rc, p, c) -> reply.end(rc, () -> null);
    synchronized (watches) {
      Watcher given = watches.remove(path, watcher);
      if (given == null) {
        return CompletableFuture.completedFuture(null);
      }
      return reply.sending(
          () -> {
            if (watches.watches(path)) {
              zk.removeWatches(path, given, Watcher.WatcherType.Any, true, end, null);
            } else {
              zk.removeAllWatches(path, Watcher.WatcherType.Any, true, end, null);
            }
          });
    }
  }

  /** A create for a transaction, with the ACL of the client's provider. */
  public Op createOp(String path, byte[] data, CreateMode mode) {
    return Op.create(path, data, acl.apply(path), mode);
  }

  private static final class Reply<T extends @Nullable Object> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final String path;

    Reply(String path) {
      this.path = path;
    }

    CompletableFuture<T> sending(Runnable send) {
      try {
        send.run();
      } catch (RuntimeException e) {
        future.completeExceptionally(e);
      }
      return future;
    }

    void end(int rc, java.util.function.Supplier<T> value) {
      if (rc == 0) {
        future.complete(value.get());
      } else {
        future.completeExceptionally(KeeperException.create(Code.get(rc), path));
      }
    }

    // A failed transaction's own code is that of its first failed operation.
    void endMulti(int rc, @Nullable T results) {
      if (rc == 0 && results != null) {
        future.complete(results);
      } else {
        future.completeExceptionally(multiFailure(rc, results));
      }
    }

    private Exception multiFailure(int rc, @Nullable T results) {
      if (results instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) instanceof OpResult.ErrorResult error
              && error.getErr() != 0
              && error.getErr() != Code.RUNTIMEINCONSISTENCY.intValue()) {
            return new TransactionFailure(Code.get(error.getErr()), i);
          }
        }
      }
      return KeeperException.create(Code.get(rc), path);
    }
  }
}
