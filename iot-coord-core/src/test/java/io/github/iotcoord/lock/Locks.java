package io.github.iotcoord.lock;

import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** What the server has of a lock. */
final class Locks {
  private Locks() {}

  /** The names of the nodes that hold a lock of the running test, or wait for it. */
  static List<String> nodes(String lock, ZooKeeperExtension zookeeper) throws Exception {
    try (CuratorFramework client = zookeeper.client()) {
      return client.getChildren().forPath(zookeeper.root() + "/locks/" + lock);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  /** How many sessions watch a node, by its name. */
  static long watchers(String node, ZooKeeperExtension zookeeper) {
    // Each path is followed by its sessions, one a line, indented.
    String[] lines = zookeeper.ask("wchp").split("\n", -1);
    long watchers = 0;
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith("/")) {
        inside = line.endsWith("/" + node);
      } else if (inside && !line.isBlank()) {
        watchers++;
      }
    }
    return watchers;
  }
}
