package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the parents of all partitions' pages are there before the first page is written.
 * Otherwise a transaction could fail for one partition's sake, and a later one bring newer pages of
 * another partition before it is made again. Thread-safe.
 */
final class RelayPaths {
  private static final Logger log = LoggerFactory.getLogger(RelayPaths.class);

  private final CoordContext context;
  private final String fleet;
  private final int partitions;
  private @Nullable CompletableFuture<Void> made; // guarded by this

  RelayPaths(CoordContext context, String fleet, int partitions) {
    this.context = context;
    this.fleet = fleet;
    this.partitions = partitions;
  }

  /** Whether they are there; if they are not, they are being made from now on. */
  synchronized boolean areThere() {
    if (made == null || made.isCompletedExceptionally()) {
      made = make();
    }
    return made.isDone() && !made.isCompletedExceptionally();
  }

  private CompletableFuture<Void> make() {
    CompletableFuture<Void> making;
    try {
      ZkSession session = context.zk().session();
      String parent = context.layout().relays(fleet);
      making =
          context
              .zk()
              .ensurePath(session, parent)
              .thenCompose(there -> session.getChildren(parent))
              .thenCompose(names -> makeMissing(session, names));
    } catch (RuntimeException e) {
      making = CompletableFuture.failedFuture(e);
    }
    return making.whenComplete(
        (done, failure) -> {
          if (failure != null && !ZkErrors.isConnectionTrouble(failure)) {
            log.warn("Preparing to write beats of {} failed; it is tried again", fleet, failure);
          }
        });
  }

  private CompletableFuture<Void> makeMissing(ZkSession session, List<String> names) {
    Set<String> there = new HashSet<>(names);
    return CompletableFuture.allOf(
        IntStream.range(0, partitions)
            .filter(partition -> !there.contains(Integer.toString(partition)))
            .mapToObj(partition -> context.layout().relayed(fleet, partition))
            .map(path -> context.zk().ensurePath(session, path))
            .toArray(CompletableFuture<?>[]::new));
  }
}
