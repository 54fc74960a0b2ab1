package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;

/**
 * A member's node. Its content, which no other life of a member has, tells whose it is; so all
 * requests here may be repeated. Immutable.
 */
final class MemberNode {
  private static final int ATTEMPTS = 5;

  /** What became of an attempt to make the node. */
  enum Outcome {
    MADE,
    /** The node is another's. */
    TAKEN
  }

  private final CoordContext context;
  private final String path;
  private final byte[] content;

  MemberNode(CoordContext context, String path, byte[] content) {
    this.context = context;
    this.path = path;
    this.content = content;
  }

  String path() {
    return path;
  }

  /**
   * Makes sure that the node is there, on this session.
   *
   * @param first whether another's node is an earlier life's, to be replaced
   */
  CompletableFuture<Outcome> make(ZkSession session, boolean first) {
    return make(session, first, ATTEMPTS);
  }

  private CompletableFuture<Outcome> make(ZkSession session, boolean first, int attempts) {
    return context
        .zk()
        .withParent(
            session,
            ZnodeLayout.parentOf(path),
            CreateMode.PERSISTENT,
            s -> s.create(path, content, CreateMode.EPHEMERAL))
        .handle(
            (created, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(Outcome.MADE);
              }
              return attempts > 1 && ZkErrors.is(failure, Code.NODEEXISTS)
                  ? look(session, first, attempts)
                  : CompletableFuture.<Outcome>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Outcome> look(ZkSession session, boolean first, int attempts) {
    // A server that lags behind might show what has gone.
    session.sync(path);
    return session
        .getData(path)
        .handle(
            (node, failure) -> {
              if (failure != null) {
                return ZkErrors.is(failure, Code.NONODE)
                    ? make(session, first, attempts - 1)
                    : CompletableFuture.<Outcome>failedFuture(Waits.unwrap(failure));
              }
              boolean own = isOwn(node);
              if (own && node.stat().getEphemeralOwner() == session.id()) {
                return CompletableFuture.completedFuture(Outcome.MADE);
              }
              return own || first
                  ? delete(session, node).thenCompose(gone -> make(session, first, attempts - 1))
                  : CompletableFuture.completedFuture(Outcome.TAKEN);
            })
        .thenCompose(Function.identity());
  }

  /** The version of this life's node; fails if it is not there. */
  CompletableFuture<Integer> version(ZkSession session) {
    return session
        .getData(path)
        .thenCompose(
            node ->
                isOwn(node)
                    ? CompletableFuture.completedFuture(node.stat().getVersion())
                    : CompletableFuture.failedFuture(KeeperException.create(Code.NONODE, path)));
  }

  /**
   * Writes what is there already; by the version, as the node may be another's by now.
   *
   * @return the next version
   */
  CompletableFuture<Integer> touch(ZkSession session, int version) {
    return session.setData(path, content, version).thenApply(Stat::getVersion);
  }

  private boolean isOwn(Node node) {
    return Arrays.equals(node.data(), content);
  }

  /** Deletes the node if it is there and is this life's own. */
  CompletableFuture<Void> remove(ZkSession session) {
    return remove(session, ATTEMPTS);
  }

  private CompletableFuture<Void> remove(ZkSession session, int attempts) {
    session.sync(path);
    return session
        .getData(path)
        .handle(
            (node, failure) -> {
              if (failure != null) {
                return ZkErrors.is(failure, Code.NONODE)
                    ? CompletableFuture.<Void>completedFuture(null)
                    : CompletableFuture.<Void>failedFuture(Waits.unwrap(failure));
              }
              return isOwn(node)
                  ? delete(session, node)
                      .thenCompose(
                          gone ->
                              gone || attempts == 1
                                  ? CompletableFuture.<Void>completedFuture(null)
                                  : remove(session, attempts - 1))
                  : CompletableFuture.<Void>completedFuture(null);
            })
        .thenCompose(Function.identity());
  }

  // By the version, as another may have made its own in between. A member that writes to its node
  // to show that it lives makes this fail too; then it is looked at again. Whether it is gone.
  private CompletableFuture<Boolean> delete(ZkSession session, Node seen) {
    return session
        .delete(path, seen.stat().getVersion())
        .handle(
            (gone, failure) -> {
              if (failure != null
                  && !ZkErrors.is(failure, Code.NONODE)
                  && !ZkErrors.is(failure, Code.BADVERSION)) {
                throw new CompletionException(Waits.unwrap(failure));
              }
              return failure == null || ZkErrors.is(failure, Code.NONODE);
            });
  }
}
