package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a node and does not give up before it is gone: through whatever session is current, since
 * a session that was reported as ended may be alive yet. No other node ever gets the same path.
 */
final class NodeRemoval {
  private static final Logger log = LoggerFactory.getLogger(NodeRemoval.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CoordContext context;
  private final String path;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private NodeRemoval(CoordContext context, String path) {
    this.context = context;
    this.path = path;
  }

  /** Begins at once; the future ends when the node is gone, and never fails. */
  static CompletableFuture<Void> start(CoordContext context, String path) {
    NodeRemoval removal = new NodeRemoval(context, path);
    removal.begin();
    return removal.done;
  }

  // Asking Curator for the session may block, which whoever releases a lock must not be made to.
  private void begin() {
    ZkSession live = context.lease().session();
    if (live != null) {
      live.delete(path, -1).whenComplete((deleted, failure) -> answered(failure, FIRST_PAUSE));
    } else if (context.isOpen()) {
      context.scheduler().after(Duration.ZERO, () -> attempt(FIRST_PAUSE));
    } else {
      leaveToCurator();
    }
  }

  private void attempt(Duration pause) {
    CompletableFuture<Void> reply;
    try {
      reply = context.zk().session().delete(path, -1);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    reply.whenComplete((deleted, failure) -> answered(failure, pause));
  }

  private void answered(@Nullable Throwable failure, Duration pause) {
    if (failure == null || ZkErrors.is(failure, Code.NONODE)) {
      done.complete(null);
    } else if (failure instanceof CoordinationClosedException) {
      done.complete(null); // closing the client has ended its session
    } else if (!ZkErrors.isConnectionTrouble(failure)) {
      log.warn("{} cannot be deleted, and stays until its session ends", path, failure);
      done.complete(null);
    } else if (context.isOpen()) {
      Duration longer = pause.multipliedBy(2);
      Duration next = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      context.scheduler().after(ZkClient.jittered(pause), () -> attempt(next));
    } else {
      leaveToCurator();
    }
  }

  // Our threads are about to end, but the client is the caller's and its session may live on.
  private void leaveToCurator() {
    try {
      context
          .zk()
          .curator()
          .delete()
          .guaranteed()
          .inBackground((curator, event) -> done.complete(null))
          .forPath(path);
    } catch (Exception e) {
      log.debug("{} is left to the end of its session", path, e);
      done.complete(null);
    }
  }
}
