package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a node of ours and does not give up before it is gone: through whatever session is
 * current, since a session that was reported as ended may be alive yet.
 *
 * <p>The name may come back: the server deletes an empty queue, whose sequence then begins anew. So
 * only the first request, on the session that the node lives with, deletes what has its name;
 * before any other the node is looked at.
 */
final class NodeRemoval {
  private static final Logger log = LoggerFactory.getLogger(NodeRemoval.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CoordContext context;
  private final OwnNode node;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private NodeRemoval(CoordContext context, OwnNode node) {
    this.context = context;
    this.node = node;
  }

  /**
   * Begins at once; the future ends when the node is gone, and never fails.
   *
   * @param untouched whether nobody has tried to delete the node before
   */
  static CompletableFuture<Void> start(CoordContext context, OwnNode node, boolean untouched) {
    NodeRemoval removal = new NodeRemoval(context, node);
    // Asking Curator for the session may block, which whoever releases a lock must not be made to.
    if (untouched && context.lease().session() == node.session()) {
      removal.delete(node.session(), FIRST_PAUSE);
    } else {
      removal.later(Duration.ZERO, FIRST_PAUSE);
    }
    return removal.done;
  }

  private void delete(ZkSession session, Duration pause) {
    session.delete(node.path(), -1).whenComplete((deleted, failure) -> answered(failure, pause));
  }

  private void look(Duration pause) {
    try {
      ZkSession session = context.zk().session();
      session
          .getData(node.path())
          .whenComplete(
              (found, failure) -> {
                if (failure != null) {
                  answered(failure, pause);
                } else if (node.is(found.stat())) {
                  delete(session, pause);
                } else {
                  done.complete(null); // somebody else's, of the same name
                }
              });
    } catch (RuntimeException e) {
      answered(e, pause);
    }
  }

  private void answered(@Nullable Throwable failure, Duration pause) {
    if (failure == null || ZkErrors.is(failure, Code.NONODE)) {
      done.complete(null);
    } else if (failure instanceof CoordinationClosedException) {
      done.complete(null); // closing the client has ended its session
    } else if (ZkErrors.isConnectionTrouble(failure)) {
      Duration longer = pause.multipliedBy(2);
      later(pause, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
    } else {
      log.warn("{} cannot be deleted, and stays until its session ends", node.path(), failure);
      done.complete(null);
    }
  }

  // Our own threads end when the context is closed; the client is the caller's and may live on.
  private void later(Duration pause, Duration next) {
    Duration jittered = pause.isZero() ? pause : ZkClient.jittered(pause);
    if (context.isOpen()) {
      context.scheduler().after(jittered, () -> look(next));
    } else if (node.session().hasEnded()) {
      done.complete(null);
    } else {
      CompletableFuture.delayedExecutor(jittered.toNanos(), TimeUnit.NANOSECONDS)
          .execute(() -> look(next));
    }
  }
}
