package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Creates the nodes of some attempts and lists the queue after them. All requests are sent back to
 * back, and one session's requests are answered in order: one round trip, or two where the queue's
 * own node is missing. A single attempt's queue is only counted, in the same request, since most
 * often nobody else is there.
 */
final class NodeBatch {

  /**
   * What became of an attempt's node.
   *
   * @param made null if there is no node
   * @param failure why; null if the session had ended, and another try is due
   */
  record Outcome(Attempt attempt, NodeCreation.@Nullable Made made, @Nullable Throwable failure) {}

  /**
   * @param children the queue after the nodes had been created; null if it was not listed
   * @param asked how many breaks of the lease there had been when all this was asked for
   */
  record Result(List<Outcome> outcomes, @Nullable List<String> children, int asked) {}

  private final CoordContext context;
  private final ZkSession session;
  private final String path;
  private final int asked;
  private final Consumer<Result> listener;
  private final List<Outcome> outcomes = new ArrayList<>();

  private NodeBatch(
      CoordContext context, ZkSession session, String path, int asked, Consumer<Result> listener) {
    this.context = context;
    this.session = session;
    this.path = path;
    this.asked = asked;
    this.listener = listener;
  }

  /**
   * Sends the requests before it returns.
   *
   * @param asked how many breaks of the lease there have been
   * @param listener called once, when it is known of every node whether it exists
   */
  static void create(
      CoordContext context,
      ZkSession session,
      String path,
      List<Attempt> attempts,
      int asked,
      Consumer<Result> listener) {
    new NodeBatch(context, session, path, asked, listener)
        .send(attempts, CompletableFuture.completedFuture(null), true);
  }

  private void send(
      List<Attempt> attempts, CompletableFuture<Void> parents, boolean parentsMayBeMissing) {
    boolean single = attempts.size() == 1;
    List<CompletableFuture<NodeCreation.@Nullable Made>> nodes = new ArrayList<>(attempts.size());
    for (Attempt attempt : attempts) {
      nodes.add(NodeCreation.start(context, session, path, attempt.kind, single, asked));
    }
    CompletableFuture<@Nullable List<String>> listing =
        single
            ? CompletableFuture.completedFuture(null)
            : session.getChildren(path).thenApply(Function.identity());
    CompletableFuture.allOf(nodes.toArray(new CompletableFuture<?>[0]))
        .whenComplete(
            (created, uncreated) ->
                listing.whenComplete(
                    (children, unlisted) -> {
                      List<Attempt> orphans = new ArrayList<>();
                      for (int i = 0; i < attempts.size(); i++) {
                        Outcome outcome = outcome(attempts.get(i), nodes.get(i));
                        if (parentsMayBeMissing && ZkErrors.is(outcome.failure(), Code.NONODE)) {
                          orphans.add(attempts.get(i));
                        } else {
                          outcomes.add(outcome);
                        }
                      }
                      if (orphans.isEmpty()) {
                        end(parents, children);
                      } else {
                        send(
                            orphans,
                            context.zk().ensurePath(session, path, CreateMode.CONTAINER),
                            false);
                      }
                    }));
  }

  private static Outcome outcome(
      Attempt attempt, CompletableFuture<NodeCreation.@Nullable Made> creation) {
    return creation
        .handle(
            (made, failure) ->
                new Outcome(attempt, made, failure == null ? null : Waits.unwrap(failure)))
        .join();
  }

  // What a missing parent could not be created for says more than that it is missing.
  private void end(CompletableFuture<Void> parents, @Nullable List<String> children) {
    if (parents.isCompletedExceptionally()) {
      Throwable why = parents.handle((made, failure) -> Waits.unwrap(failure)).join();
      outcomes.replaceAll(
          outcome ->
              ZkErrors.is(outcome.failure(), Code.NONODE)
                  ? new Outcome(outcome.attempt(), null, why)
                  : outcome);
    }
    listener.accept(new Result(outcomes, children, asked));
  }
}
