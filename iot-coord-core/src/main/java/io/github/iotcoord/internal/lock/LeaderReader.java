package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.codec.LockPayload;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.Leader;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads who stands first in an election. */
final class LeaderReader {
  private static final Logger log = LoggerFactory.getLogger(LeaderReader.class);

  private LeaderReader() {}

  static CompletableFuture<Optional<Leader>> read(ZkSession session, String path) {
    return session
        .getChildren(path)
        .handle(
            (children, failure) -> {
              if (failure == null) {
                return first(session, path, children);
              }
              return ZkErrors.is(failure, Code.NONODE)
                  ? CompletableFuture.completedFuture(Optional.<Leader>empty())
                  : CompletableFuture.<Optional<Leader>>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }

  /** The leader, when the election has been listed. */
  static CompletableFuture<Optional<Leader>> first(
      ZkSession session, String path, List<String> children) {
    List<Place> places = Place.inOrder(children);
    if (places.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String node = ZnodeLayout.child(path, places.get(0).name());
    return session
        .getData(node)
        .handle(
            (read, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(Optional.of(leader(node, read)));
              }
              return ZkErrors.is(failure, Code.NONODE)
                  ? read(session, path) // it has just gone: who is next?
                  : CompletableFuture.<Optional<Leader>>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }

  private static Leader leader(String path, Node node) {
    try {
      LockPayload payload = LockPayload.decode(node.data());
      return new Leader(payload.holder(), node.stat().getCzxid(), payload.since());
    } catch (WireFormatException e) {
      log.warn("Who leads by {} cannot be read", path, e);
      return new Leader("", node.stat().getCzxid(), Instant.EPOCH);
    }
  }
}
