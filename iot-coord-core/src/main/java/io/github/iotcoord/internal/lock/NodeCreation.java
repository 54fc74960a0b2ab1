package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.internal.codec.LockPayload;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Created;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Creates one node in the queue of a lock, and does not end before it is known whether it exists.
 *
 * <p>If the connection is lost meanwhile, the node is looked for by the attempt's name, which no
 * other attempt has, on the same session; the {@code sync} before makes sure that nothing that the
 * old connection had passed on is still to come. If the session has ended, then so has the node.
 */
final class NodeCreation {
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final AtomicLong numbers = new AtomicLong();

  /**
   * @param children the queue as it was listed after the node was created, if it could be
   */
  record Placed(OwnNode node, @Nullable List<String> children) {}

  private final CoordContext context;
  private final ZkSession session;
  private final String lock;
  private final String path;
  private final String attempt;
  private final CompletableFuture<@Nullable Placed> result = new CompletableFuture<>();

  private NodeCreation(CoordContext context, ZkSession session, String lock) {
    this.context = context;
    this.session = session;
    this.lock = lock;
    this.path = context.layout().lock(lock);
    this.attempt = context.incarnation() + "-" + numbers.incrementAndGet();
  }

  /** Begins on the current session; ends with null if there is no node, and another try is due. */
  static CompletableFuture<@Nullable Placed> start(CoordContext context, String lock) {
    ZkSession session;
    try {
      session = context.zk().session();
    } catch (CoordinationClosedException e) {
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(null);
    }
    NodeCreation creation = new NodeCreation(context, session, lock);
    creation.create();
    return creation.result;
  }

  private void create() {
    LockPayload payload = new LockPayload(context.identity(), context.incarnation(), Instant.now());
    String prefix = context.layout().lockAttemptPrefix(lock, attempt);
    // Sent back to back and answered in this order: one round trip.
    CompletableFuture<Created> creation =
        session.create(prefix, payload.encode(), CreateMode.EPHEMERAL_SEQUENTIAL);
    CompletableFuture<List<String>> listing = session.getChildren(path);
    creation.whenComplete(
        (created, failure) ->
            listing.whenComplete(
                (children, unlisted) -> {
                  if (failure == null) {
                    OwnNode node = OwnNode.of(session, created.path(), created.stat());
                    result.complete(new Placed(node, children));
                  } else {
                    failed(failure);
                  }
                }));
  }

  private void failed(Throwable failure) {
    if (ZkErrors.is(failure, Code.NONODE)) {
      context
          .zk()
          .ensurePath(session, path, CreateMode.CONTAINER)
          .whenComplete(
              (made, unmade) -> {
                if (unmade == null) {
                  create();
                } else if (ZkErrors.isConnectionTrouble(unmade)) {
                  result.complete(null);
                } else {
                  result.completeExceptionally(unmade);
                }
              });
    } else {
      unlessTrouble(failure);
    }
  }

  private void resolve() {
    CompletableFuture<Void> sync = session.sync(path);
    CompletableFuture<List<String>> listing = session.getChildren(path);
    sync.whenComplete(
        (synced, unsynced) ->
            listing.whenComplete(
                (children, unlisted) -> {
                  if (unsynced != null || unlisted != null) {
                    unlessTrouble(unsynced != null ? unsynced : unlisted);
                    return;
                  }
                  String name = LockQueue.find(children, attempt);
                  if (name == null) {
                    result.complete(null);
                  } else {
                    take(ZnodeLayout.child(path, name));
                  }
                }));
  }

  private void take(String found) {
    session
        .getData(found)
        .whenComplete(
            (read, failure) -> {
              if (failure != null) {
                unlessTrouble(failure);
              } else if (read.stat().getEphemeralOwner() == session.id()) {
                result.complete(new Placed(OwnNode.of(session, found, read.stat()), null));
              } else {
                result.complete(null);
              }
            });
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
