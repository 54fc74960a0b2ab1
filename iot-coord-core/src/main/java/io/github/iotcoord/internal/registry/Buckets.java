package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/** Creates buckets where they are missing, each once. Thread-safe. */
final class Buckets {
  private static final CompletableFuture<Void> THERE = CompletableFuture.completedFuture(null);
  private static final byte[] EMPTY = new byte[0];

  private final ZkClient zk;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  // Noted only once the request is on its way, so that whoever finds it here is behind it.
  private final Map<String, Making> making = new ConcurrentHashMap<>();

  /** A bucket that is being made, and the session whose later requests will find it. */
  private record Making(long session, CompletableFuture<Void> done) {}

  Buckets(ZkClient zk) {
    this.zk = zk;
  }

  /** Sends what makes a bucket ahead of what the caller sends next on the session. */
  CompletableFuture<Void> ensure(ZkSession session, String bucket) {
    if (known.contains(bucket)) {
      return THERE;
    }
    Making other = making.get(bucket);
    return other != null && other.session == session.id() ? other.done : make(session, bucket);
  }

  /** A bucket was missing after all, and its parents may be. */
  void forget() {
    known.clear();
  }

  private CompletableFuture<Void> make(ZkSession session, String bucket) {
    boolean withParents =
        known.isEmpty()
            && making.values().stream().noneMatch(other -> other.session == session.id());
    CompletableFuture<Void> reply =
        withParents
            ? zk.ensurePath(session, bucket)
            : session
                .create(bucket, EMPTY, CreateMode.PERSISTENT)
                .handle(
                    (created, failure) -> {
                      if (failure != null && !ZkErrors.is(failure, Code.NODEEXISTS)) {
                        throw new CompletionException(Waits.unwrap(failure));
                      }
                      return null;
                    });
    Making own = new Making(session.id(), reply);
    making.put(bucket, own);
    return reply.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            known.add(bucket);
          }
          making.remove(bucket, own);
        });
  }
}
