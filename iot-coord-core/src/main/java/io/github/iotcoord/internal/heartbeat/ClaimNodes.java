package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.GatewayClaim;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Created;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** The claims of one gateway in ZooKeeper: finding, creating and deleting them. */
final class ClaimNodes {
  private final CoordContext context;
  private final String gateway;
  private final GatewayClaim payload;
  private final String parent;

  /** One claim; its incarnation is null if it cannot be read. */
  private record Claim(String path, long sequence, @Nullable String incarnation, long owner) {}

  ClaimNodes(CoordContext context, String gateway, GatewayClaim payload) {
    this.context = context;
    this.gateway = gateway;
    this.payload = payload;
    this.parent = context.layout().gateway(gateway);
  }

  /** The claims that were there, the newest last. */
  final class Found {
    private final List<Claim> claims;

    private Found(List<Claim> claims) {
      this.claims = claims;
    }

    /** The path of a claim that this life made on a session; null if there is none. */
    @Nullable String ownOf(long sessionId) {
      String own = null;
      for (Claim claim : claims) {
        if (isOwn(claim) && claim.owner == sessionId) {
          own = claim.path;
        }
      }
      return own;
    }

    /** The highest sequence number; -1 if there is no claim. */
    long newest() {
      return claims.isEmpty() ? -1 : claims.get(claims.size() - 1).sequence;
    }

    boolean newestIsAnother() {
      return !claims.isEmpty() && !isOwn(claims.get(claims.size() - 1));
    }
  }

  private boolean isOwn(Claim claim) {
    return payload.incarnation().equals(claim.incarnation);
  }

  /** Finds all claims, and first makes sure that no server is asked that lags behind our writes. */
  CompletableFuture<Found> find(ZkSession session) {
    session.sync(parent);
    return context
        .zk()
        .withParent(session, parent, CreateMode.PERSISTENT, s -> s.getChildren(parent))
        .thenCompose(
            names -> {
              List<String> paths =
                  names.stream()
                      .filter(name -> ZnodeLayout.sequenceOf(name) >= 0)
                      .map(name -> ZnodeLayout.child(parent, name))
                      .toList();
              return paths.isEmpty()
                  ? CompletableFuture.completedFuture(new Found(List.of()))
                  : session.getDataOfAll(paths).thenApply(read -> new Found(claims(paths, read)));
            });
  }

  private static List<Claim> claims(List<String> paths, List<@Nullable Node> nodes) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      Node node = nodes.get(i);
      if (node != null) {
        String path = paths.get(i);
        long sequence = ZnodeLayout.sequenceOf(path);
        claims.add(
            new Claim(path, sequence, incarnation(path, node), node.stat().getEphemeralOwner()));
      }
    }
    claims.sort(Comparator.comparingLong(Claim::sequence));
    return claims;
  }

  private static @Nullable String incarnation(String path, Node node) {
    try {
      return GatewayClaim.decode(path, node.data()).incarnation();
    } catch (WireFormatException e) {
      return null;
    }
  }

  CompletableFuture<String> create(ZkSession session) {
    return session
        .create(
            context.layout().gatewayClaimPrefix(gateway),
            payload.encode(),
            CreateMode.EPHEMERAL_SEQUENTIAL)
        .thenApply(Created::path);
  }

  CompletableFuture<Void> deleteOlder(ZkSession session, String path, Found found) {
    long own = ZnodeLayout.sequenceOf(path);
    return delete(session, found.claims.stream().filter(claim -> claim.sequence < own).toList());
  }

  CompletableFuture<Void> deleteOwn(ZkSession session, Found found) {
    return delete(session, found.claims.stream().filter(this::isOwn).toList());
  }

  private static CompletableFuture<Void> delete(ZkSession session, List<Claim> claims) {
    return CompletableFuture.allOf(
        claims.stream()
            .map(claim -> ignoringMissing(session.delete(claim.path, -1)))
            .toArray(CompletableFuture<?>[]::new));
  }

  private static CompletableFuture<Void> ignoringMissing(CompletableFuture<Void> deletion) {
    return deletion.handle(
        (done, failure) -> {
          if (failure != null && !ZkErrors.is(failure, Code.NONODE)) {
            throw new java.util.concurrent.CompletionException(failure);
          }
          return null;
        });
  }
}
