package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes the nodes of a {@link LocalQueue} that are not needed any more. Guarded by the queue.
 *
 * <p>A release waits a moment: if the lock is asked for again at once, it goes with that request,
 * as one transaction. That is one request less, and one sync of the server's disk less.
 */
final class Departures {
  private static final Duration PATIENCE = Duration.ofNanos(100_000);

  private final CoordContext context;
  private final QueueView view;
  private final Lookout.Owner owner;
  private final List<OwnNode> leaving = new ArrayList<>(1);
  private boolean waiting;

  Departures(CoordContext context, QueueView view, Lookout.Owner owner) {
    this.context = context;
    this.view = view;
    this.owner = owner;
  }

  boolean isEmpty() {
    return leaving.isEmpty();
  }

  /** Deletes a node soon. */
  void releaseSoon(OwnNode node) {
    view.leave(node.place());
    leaving.add(node);
  }

  /** To be called when nothing else is to be sent now. */
  void waitAMoment() {
    if (!leaving.isEmpty() && !waiting) {
      waiting = true;
      context
          .scheduler()
          .after(
              PATIENCE,
              () ->
                  owner.step(
                      () -> {
                        waiting = false;
                        releaseNow();
                      }));
    }
  }

  void releaseNow() {
    leaving.forEach(this::discard);
    leaving.clear();
  }

  /** Takes the nodes that can be deleted on a session; {@link #deleted} is to follow. */
  List<OwnNode> takeAlong(ZkSession session) {
    List<OwnNode> all = new ArrayList<>(leaving.size());
    for (OwnNode node : leaving) {
      if (node.session() == session) {
        all.add(node);
      } else {
        discard(node);
      }
    }
    leaving.clear();
    return all;
  }

  void deleted(List<OwnNode> nodes) {
    nodes.forEach(node -> view.remove(node.place(), node.sessionId()));
  }

  /** Deletes a node now, and does not give up before it is gone. */
  void discard(OwnNode node) {
    view.leave(node.place());
    CompletableFuture<Void> removal = NodeRemoval.start(context, node, true);
    context.track(removal);
    removal.thenRun(() -> owner.step(() -> view.remove(node.place(), node.sessionId())));
  }
}
