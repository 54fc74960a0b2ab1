package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.lock.LockLostException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A place that went in: the right that one node stands for, which any number of handles share.
 *
 * <p>Whatever ends its validity is noted at once, by whichever thread learns of it. Thread-safe.
 */
final class Hold {
  private final CoordContext context;
  private final LeaseBreaks breaks;
  private final OwnNode node;
  private final FencedWriter writer;
  private final boolean reusable;
  private final boolean waited;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();

  private volatile int seenAt; // how many breaks there had been when the node was last asked for
  private volatile boolean gone;
  private volatile boolean released;

  // Guarded by this.
  private int handles;
  private @Nullable Watcher watcher;

  /**
   * @param seenAt how many breaks of the lease there had been when the node was asked for, and seen
   * @param reusable whether the node may be kept when this is released
   * @param waited whether it went in later than its node tells
   */
  Hold(
      CoordContext context,
      LeaseBreaks breaks,
      OwnNode node,
      int seenAt,
      boolean reusable,
      boolean waited) {
    this(context, breaks, node, new FencedWriter(context, node), seenAt, reusable, waited);
  }

  private Hold(
      CoordContext context,
      LeaseBreaks breaks,
      OwnNode node,
      FencedWriter writer,
      int seenAt,
      boolean reusable,
      boolean waited) {
    this.context = context;
    this.breaks = breaks;
    this.node = node;
    this.writer = writer;
    this.seenAt = seenAt;
    this.reusable = reusable;
    this.waited = waited;
  }

  /** The next hold on the same node, which this one has been released for. */
  Hold successor() {
    return new Hold(context, breaks, node, writer, seenAt, reusable, false);
  }

  OwnNode node() {
    return node;
  }

  boolean isReusable() {
    return reusable;
  }

  FencedWriter writer() {
    return writer;
  }

  /** Ends when the hold is lost; never if it is released. */
  CompletableFuture<Void> lost() {
    return lost;
  }

  boolean isValid() {
    return !released && stands();
  }

  /** Whether the node certainly exists at this moment, released or not. */
  boolean stands() {
    return !gone && context.lease().holds(node.sessionId()) && seenAt == breaks.count();
  }

  boolean isGone() {
    return gone;
  }

  boolean isReleased() {
    return released;
  }

  /** The node has been seen, in answer to a question asked after so many breaks. */
  void seen(int asked) {
    seenAt = asked;
  }

  /** From now on it is not valid; {@link #tellLost()} is to follow. */
  void markGone() {
    gone = true;
  }

  void tellLost() {
    lost.complete(null);
  }

  void markReleased() {
    released = true;
  }

  synchronized void addHandle() {
    handles++;
  }

  /**
   * Makes another handle, unless the last one has been closed.
   *
   * @throws LockLostException if it has
   */
  synchronized ZkLockGrant share(Supplier<ZkLockGrant> handle) {
    if (handles == 0) {
      throw new LockLostException("The grant " + node.czxid() + " has been released", null);
    }
    return handle.get();
  }

  /** Takes a handle away, and tells whether it was the last one. */
  synchronized boolean dropHandle() {
    return --handles == 0;
  }

  /** Writes down that it went in just now. */
  void noteAcquired() {
    writer.touch(node.payload().acquiredAt(Instant.now()));
  }

  /**
   * Does what is due for a hold that lasts.
   *
   * @param nodeGone called when somebody has deleted the node
   * @param again called when this must be done once more
   */
  void settle(Runnable nodeGone, Runnable again) {
    if (released || gone) {
      return;
    }
    if (waited) {
      noteAcquired();
    }
    Watcher watching = event -> process(event, nodeGone);
    synchronized (this) {
      watcher = watching;
    }
    // A place has no children, so a watch for them hears of its end and of nothing else.
    node.session()
        .getChildren(node.path(), watching)
        .whenComplete(
            (children, failure) -> {
              if (ZkErrors.is(failure, Code.NONODE)) {
                nodeGone.run();
              } else if (failure != null) {
                again.run();
              } else if (released) {
                unwatch();
              }
            });
  }

  private static void process(WatchedEvent event, Runnable nodeGone) {
    if (event.getType() == EventType.NodeDeleted) {
      nodeGone.run();
    }
  }

  /** Takes the watch away; for a node that stays when this is released. */
  void unwatch() {
    Watcher watching;
    synchronized (this) {
      watching = watcher;
      watcher = null;
    }
    if (watching != null) {
      node.session().removeWatch(node.path(), watching);
    }
  }
}
