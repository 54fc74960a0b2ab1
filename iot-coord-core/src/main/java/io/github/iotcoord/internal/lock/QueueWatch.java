package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.lock.Rule.Until;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * The watch of a process that waits in a queue. ZooKeeper's client sets it again after a reconnect,
 * and it fires then if it has missed something.
 */
final class QueueWatch {
  private final ZkSession session;
  private final String path;
  private final Until until;
  private final BiConsumer<QueueWatch, EventType> listener;
  private final Watcher watcher = this::process;

  /**
   * @param path the node of the place in the way, or the queue's own if anything may be the end of
   *     the waiting
   * @param listener called on ZooKeeper's event thread when it is time to look again
   */
  QueueWatch(
      ZkSession session, String path, Until until, BiConsumer<QueueWatch, EventType> listener) {
    this.session = session;
    this.path = path;
    this.until = until;
    this.listener = listener;
  }

  String path() {
    return path;
  }

  boolean isFor(ZkSession otherSession, String otherPath, Until otherUntil) {
    return session == otherSession && path.equals(otherPath) && until == otherUntil;
  }

  /** Sets the watch; fails with NONODE, and leaves no watch, if the node is gone. */
  CompletableFuture<?> set() {
    // A place has no children, so a watch for them hears of its end and of nothing else.
    return until == Until.CHANGED
        ? session.getData(path, watcher)
        : session.getChildren(path, watcher);
  }

  /** Removes the watch, here and on the server. Does nothing if it has fired. */
  void remove() {
    session.removeWatch(path, watcher);
  }

  private void process(WatchedEvent event) {
    boolean sessionEnded =
        event.getState() == KeeperState.Expired || event.getState() == KeeperState.Closed;
    if (event.getType() != EventType.None || sessionEnded) {
      listener.accept(this, event.getType());
    }
  }
}
