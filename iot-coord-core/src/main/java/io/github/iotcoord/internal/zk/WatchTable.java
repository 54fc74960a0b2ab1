package io.github.iotcoord.internal.zk;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * Which of the library's watchers stand on which path of a client.
 *
 * <p>A server keeps one watch for a path and a client, however many watchers the client has there,
 * and ZooKeeper's {@code removeWatches} with a watcher given takes that watcher off the client's
 * list and leaves the server's watch where it is. So somebody has to know which watcher is the
 * last. Thread-safe.
 */
final class WatchTable {
  // Several entry points may share one Curator client, and so one handle.
  private static final Map<ZooKeeper, WatchTable> TABLES = new WeakHashMap<>();

  private final Map<String, Map<Watcher, Watcher>> watchers = new HashMap<>();

  static WatchTable of(ZooKeeper zk) {
    synchronized (TABLES) {
      return TABLES.computeIfAbsent(zk, handle -> new WatchTable());
    }
  }

  /** Notes a watcher, and returns what to give to ZooKeeper in its place. */
  synchronized Watcher add(String path, Watcher watcher, boolean oneShot) {
    return watchers
        .computeIfAbsent(path, p -> new IdentityHashMap<>())
        .computeIfAbsent(watcher, w -> oneShot ? forgettingItself(path, w) : w);
  }

  private Watcher forgettingItself(String path, Watcher watcher) {
    return event -> {
      KeeperState state = event.getState();
      if (event.getType() != Watcher.Event.EventType.None
          || state == KeeperState.Expired
          || state == KeeperState.Closed) {
        remove(path, watcher);
      }
      watcher.process(event);
    };
  }

  /** Forgets a watcher; returns what ZooKeeper was given for it, or null if it was not known. */
  synchronized @Nullable Watcher remove(String path, Watcher watcher) {
    Map<Watcher, Watcher> here = watchers.get(path);
    if (here == null) {
      return null;
    }
    Watcher given = here.remove(watcher);
    if (here.isEmpty()) {
      watchers.remove(path);
    }
    return given;
  }

  /** Whether any watcher stands on a path. */
  synchronized boolean watches(String path) {
    return watchers.containsKey(path);
  }
}
