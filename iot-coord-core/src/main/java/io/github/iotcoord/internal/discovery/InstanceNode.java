package io.github.iotcoord.internal.discovery;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * The node of one publication. Both requests may be repeated: the content tells whether a node that
 * is there is this publication's own. Immutable.
 */
final class InstanceNode {
  private static final int ATTEMPTS = 5;

  private final CoordContext context;
  private final String path;
  private final byte[] content;
  private volatile boolean abandoned;

  InstanceNode(CoordContext context, String path, byte[] content) {
    this.context = context;
    this.path = path;
    this.content = content;
  }

  String path() {
    return path;
  }

  /** From now on nothing is made, nor is another's node replaced by what is under way. */
  void abandon() {
    abandoned = true;
  }

  /** Makes sure that the node is there, on this session; the future tells the session's id. */
  CompletableFuture<Long> make(ZkSession session) {
    return make(session, ATTEMPTS);
  }

  private CompletableFuture<Long> make(ZkSession session, int attempts) {
    if (abandoned) {
      return CompletableFuture.failedFuture(
          new CoordinationClosedException("The publication of " + path));
    }
    // As stock clients do: a container goes when the service's last instance has gone.
    return context
        .zk()
        .withParent(
            session,
            ZnodeLayout.parentOf(path),
            CreateMode.CONTAINER,
            s -> s.create(path, content, CreateMode.EPHEMERAL))
        .handle(
            (created, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(created.stat().getEphemeralOwner());
              }
              boolean occupied = ZkErrors.is(failure, Code.NODEEXISTS);
              // Between two requests the container may have gone.
              boolean vanished = ZkErrors.is(failure, Code.NONODE);
              if (attempts <= 1 || !(occupied || vanished)) {
                return CompletableFuture.<Long>failedFuture(Waits.unwrap(failure));
              }
              return occupied ? takeOver(session, attempts) : make(session, attempts - 1);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Long> takeOver(ZkSession session, int attempts) {
    return session
        .getData(path)
        .handle(
            (node, failure) -> {
              if (failure != null) {
                return ZkErrors.is(failure, Code.NONODE)
                    ? make(session, attempts - 1)
                    : CompletableFuture.<Long>failedFuture(Waits.unwrap(failure));
              }
              long owner = node.stat().getEphemeralOwner();
              if (owner == session.id() && Arrays.equals(node.data(), content)) {
                return CompletableFuture.completedFuture(owner);
              }
              return (abandoned
                      ? CompletableFuture.<Void>completedFuture(null)
                      : delete(session, node.stat().getVersion()))
                  .thenCompose(gone -> make(session, attempts - 1));
            })
        .thenCompose(Function.identity());
  }

  /** Deletes the node if it is there and is this publication's own. */
  CompletableFuture<Void> remove(ZkSession session) {
    // A server that lags behind might not know it yet.
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
              return Arrays.equals(node.data(), content)
                  ? delete(session, node.stat().getVersion())
                  : CompletableFuture.<Void>completedFuture(null);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> delete(ZkSession session, int version) {
    return session
        .delete(path, version)
        .handle(
            (gone, failure) -> {
              if (failure != null
                  && !ZkErrors.is(failure, Code.NONODE)
                  && !ZkErrors.is(failure, Code.BADVERSION)) {
                throw new CompletionException(Waits.unwrap(failure));
              }
              return null;
            });
  }
}
