package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.internal.codec.StoredPosition;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.Created;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The znode that says where a subscription stands, and who moves it.
 *
 * <p>Whoever subscribes writes itself into it, and so takes it over. It writes on condition of the
 * version that it wrote last; when that is not the node's any more, it reads who holds the node,
 * and goes on only if it is itself: one of its writes had no answer. One request at a time.
 */
final class PositionNode {
  private final ZkClient zk;
  private final String path;
  private final String holder;

  /** The version that was written last, or null if that is not known. */
  private volatile @Nullable Integer version;

  /**
   * @param holder a name that nobody else has
   */
  PositionNode(ZkClient zk, String path, String holder) {
    this.zk = zk;
    this.path = path;
    this.holder = holder;
  }

  /**
   * Takes the position over, whoever holds it.
   *
   * @param otherwise gives the numbers to begin with if there are none
   * @param known makes of the numbers stored those that count from now on
   * @return the numbers that count, by publisher
   */
  CompletableFuture<Map<String, Long>> claim(
      ZkSession session,
      Function<ZkSession, CompletableFuture<Map<String, Long>>> otherwise,
      UnaryOperator<Map<String, Long>> known) {
    return session
        .getData(path)
        .handle(
            (node, failure) -> {
              if (failure == null) {
                Map<String, Long> next =
                    known.apply(StoredPosition.decode(path, node.data()).next());
                return set(session, next, node.stat().getVersion()).thenApply(done -> next);
              }
              if (ZkErrors.is(failure, Code.NONODE)) {
                return otherwise
                    .apply(session)
                    .thenCompose(next -> create(session, next).thenApply(done -> next));
              }
              return CompletableFuture.<Map<String, Long>>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity())
        .handle(
            (next, failure) -> {
              boolean raced =
                  ZkErrors.is(failure, Code.BADVERSION)
                      || ZkErrors.is(failure, Code.NODEEXISTS)
                      || ZkErrors.is(failure, Code.NONODE);
              if (raced) {
                return claim(session, otherwise, known);
              }
              return failure == null
                  ? CompletableFuture.completedFuture(next)
                  : CompletableFuture.<Map<String, Long>>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> create(ZkSession session, Map<String, Long> next) {
    byte[] payload = encode(next);
    CompletableFuture<Created> reply =
        zk.withParent(
            session,
            ZnodeLayout.parentOf(path),
            CreateMode.PERSISTENT,
            s -> s.create(path, payload, CreateMode.PERSISTENT));
    return reply.thenAccept(created -> version = created.stat().getVersion());
  }

  private CompletableFuture<Void> set(ZkSession session, Map<String, Long> next, int expected) {
    return session
        .setData(path, encode(next), expected)
        .thenAccept(stat -> version = stat.getVersion());
  }

  /**
   * Moves the position.
   *
   * @return fails with a {@link CoordinationException} if it is no longer ours to move
   */
  CompletableFuture<Void> move(ZkSession session, Map<String, Long> next) {
    Integer expected = version;
    version = null;
    CompletableFuture<Void> reply =
        expected == null ? moveIfOurs(session, next) : set(session, next, expected);
    return reply
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              if (ZkErrors.is(failure, Code.BADVERSION)) {
                return moveIfOurs(session, next);
              }
              return CompletableFuture.<Void>failedFuture(
                  ZkErrors.is(failure, Code.NONODE)
                      ? new CoordinationException(path + " was deleted")
                      : Waits.unwrap(failure));
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> moveIfOurs(ZkSession session, Map<String, Long> next) {
    return session
        .getData(path)
        .thenCompose(
            node -> {
              String now = StoredPosition.decode(path, node.data()).holder();
              return now.equals(holder)
                  ? set(session, next, node.stat().getVersion())
                  : CompletableFuture.<Void>failedFuture(
                      new CoordinationException(path + " was taken over by " + now));
            });
  }

  /** Reads a position, whoever holds it. */
  static CompletableFuture<Optional<StoredPosition>> read(ZkSession session, String path) {
    return session
        .getData(path)
        .thenApply(node -> Optional.of(StoredPosition.decode(path, node.data())))
        .exceptionally(failure -> orIfMissing(failure, Optional.empty()));
  }

  /** Deletes a position, whoever holds it; tells whether there was one. */
  static CompletableFuture<Boolean> delete(ZkSession session, String path) {
    return session
        .delete(path, -1)
        .thenApply(done -> true)
        .exceptionally(failure -> orIfMissing(failure, false));
  }

  private static <T> T orIfMissing(Throwable failure, T value) {
    if (ZkErrors.is(failure, Code.NONODE)) {
      return value;
    }
    throw new CompletionException(Waits.unwrap(failure));
  }

  /** Whether the numbers of so many publishers can be stored. */
  boolean fits(Map<String, Long> next) {
    return new StoredPosition(holder, next).encode().length <= WireFormat.MAX_PAYLOAD;
  }

  private byte[] encode(Map<String, Long> next) {
    byte[] payload = new StoredPosition(holder, next).encode();
    if (payload.length > WireFormat.MAX_PAYLOAD) {
      throw new CoordinationException(
          String.format(
              "%s would have the positions of %d publishers in %d bytes, more than %d",
              path, next.size(), payload.length, WireFormat.MAX_PAYLOAD));
    }
    return payload;
  }
}
