package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.codec.LockPayload;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Counted;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Creates one node in a queue, and does not end before it is known whether it exists.
 *
 * <p>If the connection is lost meanwhile, the node is looked for by the attempt's number in the
 * payloads, on the same session; the {@code sync} before makes sure that nothing that the old
 * connection had passed on is still to come. If the session has ended, then so has the node. The
 * number is not in the name, so that names can be guessed: who stands before us is known without
 * listing the queue, most often.
 */
final class NodeCreation {
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final int READ_AT_ONCE = 500;
  private static final AtomicLong numbers = new AtomicLong();

  /**
   * A node that exists.
   *
   * @param places how many there were in the queue when it was created, it included; 0 if unknown
   */
  record Made(OwnNode node, int places) {}

  private final CoordContext context;
  private final ZkSession session;
  private final String queue;
  private final LockPayload payload;
  private final int born;
  private final CompletableFuture<@Nullable Made> result = new CompletableFuture<>();

  private NodeCreation(CoordContext context, ZkSession session, String queue, int born) {
    this.context = context;
    this.session = session;
    this.queue = queue;
    this.payload =
        LockPayload.of(
            context.identity(), context.incarnation(), numbers.incrementAndGet(), Instant.now());
    this.born = born;
  }

  /**
   * Sends the request before it returns.
   *
   * @param left nodes of ours that are deleted in the same request, or else soon
   * @param born how many breaks of the lease there have been
   * @return ends with null if there is no node and another try is due, because the session ended;
   *     fails with NONODE if the queue's own node is missing
   */
  static CompletableFuture<@Nullable Made> start(
      CoordContext context,
      ZkSession session,
      String queue,
      Kind kind,
      List<OwnNode> left,
      int born) {
    NodeCreation creation = new NodeCreation(context, session, queue, born);
    creation.create(kind, left);
    return creation.result;
  }

  private void create(Kind kind, List<OwnNode> left) {
    CompletableFuture<Counted> creation;
    try {
      creation =
          session.createAndCount(
              left.stream().map(OwnNode::path).toList(),
              ZnodeLayout.placePrefix(queue, kind.word()),
              payload.encode(),
              CreateMode.EPHEMERAL_SEQUENTIAL);
    } catch (RuntimeException e) {
      creation = CompletableFuture.failedFuture(e); // out of the client's ACLProvider
    }
    creation.whenComplete(
        (made, failure) -> {
          if (failure == null) {
            result.complete(new Made(own(made.path(), made.czxid()), made.siblings()));
            return;
          }
          left.forEach(node -> context.track(NodeRemoval.start(context, node, false)));
          if (Waits.unwrap(failure) instanceof TransactionFailure failed
              && failed.index() < left.size()) {
            create(kind, List.of()); // somebody has deleted one already
          } else if (ZkErrors.is(failure, Code.SESSIONEXPIRED)) {
            result.complete(null);
          } else if (ZkErrors.isConnectionTrouble(failure)) {
            later(this::resolve);
          } else {
            result.completeExceptionally(failure);
          }
        });
  }

  private OwnNode own(String path, long czxid) {
    return OwnNode.of(session, path, czxid, payload, born);
  }

  private void resolve() {
    CompletableFuture<Void> sync = session.sync(queue);
    CompletableFuture<List<String>> listing = session.getChildren(queue);
    sync.whenComplete(
        (synced, unsynced) ->
            listing.whenComplete(
                (children, unlisted) -> {
                  if (unsynced != null || unlisted != null) {
                    unlessTrouble(unsynced != null ? unsynced : unlisted);
                  } else {
                    List<Place> places = new ArrayList<>(Place.inOrder(children));
                    Collections.reverse(places); // ours is one of the last
                    find(places.stream().map(p -> ZnodeLayout.child(queue, p.name())).toList());
                  }
                }));
  }

  private void find(List<String> paths) {
    if (paths.isEmpty()) {
      result.complete(null);
      return;
    }
    List<String> some = paths.subList(0, Math.min(READ_AT_ONCE, paths.size()));
    session
        .getDataOfAll(some)
        .whenComplete(
            (nodes, failure) -> {
              if (failure != null) {
                unlessTrouble(failure);
                return;
              }
              for (int i = 0; i < some.size(); i++) {
                @Nullable Node node = nodes.get(i);
                if (node != null && isOurs(node)) {
                  result.complete(new Made(own(some.get(i), node.stat().getCzxid()), 0));
                  return;
                }
              }
              find(paths.subList(some.size(), paths.size()));
            });
  }

  private boolean isOurs(Node node) {
    if (node.stat().getEphemeralOwner() != session.id()) {
      return false;
    }
    try {
      LockPayload found = LockPayload.decode(node.data());
      return found.incarnation().equals(payload.incarnation())
          && found.attempt() == payload.attempt();
    } catch (WireFormatException e) {
      return false; // we wrote another payload than that
    }
  }

  // A lost connection leaves the outcome open; anything else decides it.
  private void unlessTrouble(Throwable failure) {
    if (ZkErrors.is(failure, Code.SESSIONEXPIRED) || ZkErrors.is(failure, Code.NONODE)) {
      result.complete(null);
    } else if (ZkErrors.isConnectionTrouble(failure)) {
      later(this::resolve);
    } else {
      result.completeExceptionally(failure);
    }
  }

  // Our own threads end when the context is closed; the session may go on, and the node with it.
  private void later(Runnable step) {
    Duration pause = ZkClient.jittered(RETRY);
    if (context.isOpen()) {
      context.scheduler().after(pause, step);
    } else {
      CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS).execute(step);
    }
  }
}
