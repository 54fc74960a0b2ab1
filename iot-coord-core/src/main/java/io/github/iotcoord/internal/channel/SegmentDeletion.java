package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;

/** Deletes segments, whoever else may be deleting them at the same time. */
final class SegmentDeletion {
  private SegmentDeletion() {}

  /** Deletes nodes in order; those that are gone already are no failure. */
  static CompletableFuture<Void> delete(ZkSession session, List<String> paths) {
    return session
        .multi(paths.stream().map(path -> Op.delete(path, -1)).toList())
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              return ZkErrors.is(failure, Code.NONODE)
                  ? oneByOne(session, paths)
                  : CompletableFuture.<Void>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity());
  }

  private static CompletableFuture<Void> oneByOne(ZkSession session, List<String> paths) {
    List<CompletableFuture<Void>> replies = new ArrayList<>();
    for (String path : paths) {
      replies.add(
          session
              .delete(path, -1)
              .exceptionally(
                  failure -> {
                    if (ZkErrors.is(failure, Code.NONODE)) {
                      return null;
                    }
                    throw new CompletionException(Waits.unwrap(failure));
                  }));
    }
    return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]));
  }
}
