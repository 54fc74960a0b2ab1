package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.lock.NodeCreation.Made;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Creates the nodes of some attempts. All requests are sent back to back, and one session's
 * requests are answered in order: one round trip, or two where the queue's own node is missing.
 */
final class NodeBatch {

  /**
   * What became of an attempt's node.
   *
   * @param made null if there is no node
   * @param failure why; null if the session had ended, and another try is due
   */
  record Outcome(Attempt attempt, @Nullable Made made, @Nullable Throwable failure) {}

  private final CoordContext context;
  private final ZkSession session;
  private final String path;
  private final int born;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final CompletableFuture<List<Outcome>> result = new CompletableFuture<>();

  private NodeBatch(CoordContext context, ZkSession session, String path, int born) {
    this.context = context;
    this.session = session;
    this.path = path;
    this.born = born;
  }

  /**
   * Sends the requests before it returns.
   *
   * @param left nodes of ours that are deleted in the same request, or else soon
   * @param born how many breaks of the lease there have been
   * @return ends when it is known of every node whether it exists
   */
  static CompletableFuture<List<Outcome>> create(
      CoordContext context,
      ZkSession session,
      String path,
      List<Attempt> attempts,
      List<OwnNode> left,
      int born) {
    NodeBatch batch = new NodeBatch(context, session, path, born);
    batch.send(attempts, left, CompletableFuture.completedFuture(null), true);
    return batch.result;
  }

  private void send(
      List<Attempt> attempts,
      List<OwnNode> left,
      CompletableFuture<Void> parents,
      boolean parentsMayBeMissing) {
    List<CompletableFuture<Outcome>> creations = new ArrayList<>(attempts.size());
    for (Attempt attempt : attempts) {
      List<OwnNode> deleted = creations.isEmpty() ? left : List.of();
      creations.add(
          NodeCreation.start(context, session, path, attempt.kind, deleted, born)
              .handle((made, failure) -> outcome(attempt, made, failure)));
    }
    CompletableFuture.allOf(creations.toArray(new CompletableFuture<?>[0]))
        .thenRun(
            () -> {
              List<Attempt> orphans = new ArrayList<>();
              for (CompletableFuture<Outcome> creation : creations) {
                Outcome outcome = creation.join();
                if (parentsMayBeMissing && ZkErrors.is(outcome.failure(), Code.NONODE)) {
                  orphans.add(outcome.attempt());
                } else {
                  outcomes.add(outcome);
                }
              }
              if (orphans.isEmpty()) {
                end(parents);
              } else {
                CompletableFuture<Void> made =
                    context.zk().ensurePath(session, path, CreateMode.CONTAINER);
                send(orphans, List.of(), made, false);
              }
            });
  }

  private static Outcome outcome(
      Attempt attempt, @Nullable Made made, @Nullable Throwable failure) {
    return new Outcome(attempt, made, failure == null ? null : Waits.unwrap(failure));
  }

  // What a missing parent could not be created for says more than that it is missing.
  private void end(CompletableFuture<Void> parents) {
    if (parents.isCompletedExceptionally()) {
      Throwable why = parents.handle((made, failure) -> Waits.unwrap(failure)).join();
      outcomes.replaceAll(
          outcome ->
              ZkErrors.is(outcome.failure(), Code.NONODE)
                  ? outcome(outcome.attempt(), null, why)
                  : outcome);
    }
    result.complete(outcomes);
  }
}
