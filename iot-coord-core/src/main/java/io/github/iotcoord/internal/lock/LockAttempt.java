package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.lock.NodeCreation.Placed;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to acquire a lock, from its node's creation to a grant, or to the node's removal.
 *
 * <p>Everything runs on one serial executor, a step at a time: a step asks ZooKeeper, and the
 * answer begins the next one. Between steps the attempt may rest, until its predecessor's node
 * changes, or the session lease does, or a pause is over, or nobody wants the lock any more; then
 * it looks at the nodes again. Whoever waits holds the {@link #result()}. Whichever way that ends,
 * the attempt goes on until neither node nor watch of its own is left, but for the node that a
 * grant has taken over.
 */
final class LockAttempt implements AutoCloseable {
  private final CoordContext context;
  private final String lock;
  private final boolean once;
  private final String path;
  private final SerialExecutor serial;
  private final Rest rest;
  private final LeaseBreaks breaks;
  private final CompletableFuture<LockGrant> result = new CompletableFuture<>();
  private final CompletableFuture<Void> taken = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  // Only on the serial executor.
  private @Nullable PredecessorWatch watch;
  private @Nullable ZkLockGrant grant;
  private boolean sessionLost;
  private int asked; // how many breaks there had been when the queue was last asked for

  private LockAttempt(CoordContext context, String lock, boolean once) {
    this.context = context;
    this.lock = lock;
    this.once = once;
    this.path = context.layout().lock(lock);
    this.serial = new SerialExecutor(context.scheduler());
    this.rest = new Rest(context.scheduler(), serial);
    this.breaks = new LeaseBreaks(context.lease(), this::leaseChanged, serial);
  }

  /**
   * Begins an attempt.
   *
   * @param once whether to give up when somebody else is found to be first
   * @throws CoordinationClosedException if the context is closed
   */
  static LockAttempt start(CoordContext context, String lock, boolean once) {
    context.requireOpen();
    LockAttempt attempt = new LockAttempt(context, lock, once);
    attempt.result.whenComplete(
        (granted, failure) -> {
          context.track(attempt.over);
          attempt.serial.execute(attempt.rest::end);
        });
    try {
      context.own(attempt);
    } catch (CoordinationClosedException e) {
      attempt.close();
    }
    attempt.serial.execute(attempt::create);
    return attempt;
  }

  /** The grant, or why there is none; ending it in any other way gives the attempt up. */
  CompletableFuture<LockGrant> result() {
    return result;
  }

  /** Ends when somebody else was found to be first. */
  CompletableFuture<Void> taken() {
    return taken;
  }

  @Override
  public void close() {
    result.completeExceptionally(new CoordinationClosedException("This IotCoord"));
  }

  private void create() {
    if (result.isDone()) {
      finish();
      return;
    }
    sessionLost = false;
    asked = breaks.count();
    NodeCreation.start(context, lock)
        .whenComplete(
            (placed, failure) -> {
              if (placed != null && !context.isOpen()) {
                NodeRemoval.start(context, placed.node().path()); // our threads may have ended
              }
              serial.execute(() -> created(placed, failure));
            });
  }

  private void created(@Nullable Placed placed, @Nullable Throwable failure) {
    if (failure != null) {
      fail(failure);
      finish();
    } else if (placed == null) {
      rest.shortlyBefore(this::create);
    } else if (placed.children() == null) {
      look(placed.node());
    } else {
      judge(placed.node(), placed.children());
    }
  }

  private void look(OwnNode node) {
    if (leave(node)) {
      return;
    }
    asked = breaks.count();
    CompletableFuture<Node> reading = node.session().getData(node.path());
    CompletableFuture<List<String>> listing = node.session().getChildren(path);
    reading.whenComplete(
        (found, unread) ->
            listing.whenComplete(
                (children, unlisted) ->
                    serial.execute(
                        () -> {
                          if (found == null || children == null) {
                            notSeen(node, unread != null ? unread : unlisted);
                          } else if (node.is(found.stat())) {
                            judge(node, children);
                          } else {
                            notSeen(node, null);
                          }
                        })));
  }

  private void notSeen(OwnNode node, @Nullable Throwable failure) {
    if (failure == null
        || ZkErrors.is(failure, Code.NONODE)
        || ZkErrors.is(failure, Code.SESSIONEXPIRED)) {
      sessionLost = true;
      rest.shortlyBefore(() -> leave(node));
    } else if (ZkErrors.isConnectionTrouble(failure)) {
      rest.shortlyBefore(() -> look(node));
    } else {
      fail(failure);
      leave(node);
    }
  }

  private void judge(OwnNode node, List<String> children) {
    if (leave(node)) {
      return;
    }
    String predecessor = LockQueue.predecessor(children, node.name());
    if (!children.contains(node.name())) {
      notSeen(node, null);
    } else if (predecessor == null) {
      grant(node);
    } else {
      taken.complete(null);
      if (once) {
        result.cancel(false);
        leave(node);
      } else {
        await(node, ZnodeLayout.child(path, predecessor));
      }
    }
  }

  private void await(OwnNode node, String predecessor) {
    if (watch != null) {
      watch.remove(); // of an earlier look, which something else than the watch has ended
    }
    PredecessorWatch setting =
        new PredecessorWatch(
            node.session(), predecessor, fired -> serial.execute(() -> fired(fired)));
    watch = setting;
    setting
        .set()
        .whenComplete(
            (there, failure) ->
                serial.execute(
                    () -> {
                      if (failure == null && watch == setting && !unwanted()) {
                        rest.before(() -> look(node));
                      } else if (failure == null) {
                        look(node);
                      } else if (ZkErrors.is(failure, Code.NONODE)) {
                        watch = null;
                        look(node);
                      } else {
                        notSeen(node, failure);
                      }
                    }));
  }

  private void fired(PredecessorWatch fired) {
    if (watch == fired) {
      watch = null;
      rest.end();
    }
  }

  private void grant(OwnNode node) {
    ZkLockGrant granted = new ZkLockGrant(context, lock, node, breaks, asked, serial);
    if (!granted.isValid()) {
      rest.shortlyBefore(() -> look(node));
      return;
    }
    try {
      context.own(granted);
    } catch (CoordinationClosedException e) {
      close();
      leave(node);
      return;
    }
    grant = granted;
    granted.check();
    if (!result.complete(granted)) {
      granted.close();
    }
    finish();
  }

  private void leaseChanged(State state) {
    if (grant != null) {
      grant.leaseChanged(state);
    } else if (state != State.UNCERTAIN) {
      sessionLost |= state == State.LOST;
      rest.end();
    }
  }

  /** Whether there is nothing more to do with the node; what must follow has been begun then. */
  private boolean leave(OwnNode node) {
    if (!unwanted()) {
      return false;
    }
    if (watch != null) {
      watch.remove();
      watch = null;
    }
    CompletableFuture<Void> removed = NodeRemoval.start(context, node.path());
    if (result.isDone()) {
      removed.thenRun(() -> serial.execute(this::finish));
    } else {
      context.track(removed);
      create();
    }
    return true;
  }

  /** Whether nobody wants the node any more. */
  private boolean unwanted() {
    return sessionLost || result.isDone();
  }

  private void fail(Throwable failure) {
    result.completeExceptionally(ZkErrors.translate(failure, "Acquiring lock " + lock));
  }

  private void finish() {
    if (grant == null) {
      breaks.close();
    }
    context.disown(this);
    over.complete(null);
  }

  @Override
  public String toString() {
    return "attempt at lock " + lock;
  }
}
