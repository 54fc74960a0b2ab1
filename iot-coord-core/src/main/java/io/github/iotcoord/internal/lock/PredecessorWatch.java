package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * The watch of a waiting attempt on the node before its own. ZooKeeper's client sets it again after
 * a reconnect, and it fires then if the node went away meanwhile.
 */
final class PredecessorWatch {
  private final ZkSession session;
  private final String path;
  private final Consumer<PredecessorWatch> listener;
  private final Watcher watcher = this::process;

  /**
   * @param listener called on ZooKeeper's event thread when it is time to look again
   */
  PredecessorWatch(ZkSession session, String path, Consumer<PredecessorWatch> listener) {
    this.session = session;
    this.path = path;
    this.listener = listener;
  }

  /** Sets the watch; fails with NONODE, and leaves no watch, if the node is gone. */
  CompletableFuture<Node> set() {
    return session.getData(path, watcher);
  }

  /** Removes the watch, here and on the server. Does nothing if it has fired. */
  void remove() {
    session.removeWatch(path, watcher);
  }

  private void process(WatchedEvent event) {
    boolean sessionEnded =
        event.getState() == KeeperState.Expired || event.getState() == KeeperState.Closed;
    if (event.getType() != EventType.None || sessionEnded) {
      listener.accept(this);
    }
  }
}
