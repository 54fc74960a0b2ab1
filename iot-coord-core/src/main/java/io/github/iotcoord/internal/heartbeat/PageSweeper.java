package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the pages of one partition that have been taken, many in each transaction. */
final class PageSweeper {
  private static final Logger log = LoggerFactory.getLogger(PageSweeper.class);
  private static final int MOST = 500;

  private final CoordContext context;
  private List<String> waiting = new ArrayList<>(); // guarded by this
  private boolean busy; // guarded by this

  PageSweeper(CoordContext context) {
    this.context = context;
  }

  synchronized void add(List<String> paths) {
    waiting.addAll(paths);
  }

  /** Deletes what waits, on the session given and no other. */
  void sweep(ZkSession session) {
    List<String> some;
    synchronized (this) {
      if (busy || waiting.isEmpty() || !context.lease().isValid()) {
        return;
      }
      some = new ArrayList<>(waiting.subList(0, Math.min(MOST, waiting.size())));
      waiting = new ArrayList<>(waiting.subList(some.size(), waiting.size()));
      busy = true;
    }
    delete(session, some)
        .whenComplete(
            (done, failure) -> {
              synchronized (this) {
                busy = false;
                if (failure != null) {
                  waiting.addAll(some);
                }
              }
              if (failure == null) {
                sweep(session);
              } else if (!ZkErrors.isConnectionTrouble(failure)) {
                log.warn("Deleting pages that were taken failed; it is tried again", failure);
              }
            });
  }

  private static CompletableFuture<Void> delete(ZkSession session, List<String> paths) {
    if (paths.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return session
        .multi(paths.stream().map(path -> Op.delete(path, -1)).toList())
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              // Its relay gave it up, or an earlier attempt of ours was carried out.
              if (Waits.unwrap(failure) instanceof TransactionFailure at
                  && at.code() == Code.NONODE) {
                List<String> rest = new ArrayList<>(paths);
                rest.remove(at.index());
                return delete(session, rest);
              }
              return CompletableFuture.<Void>failedFuture(failure);
            })
        .thenCompose(deleted -> deleted);
  }
}
