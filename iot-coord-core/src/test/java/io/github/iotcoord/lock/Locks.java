package io.github.iotcoord.lock;

import io.github.iotcoord.testkit.FourLetterWords;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** What the server has of a lock. */
final class Locks {
  private Locks() {}

  /** The names of the nodes that hold a lock of the running test, or wait for it. */
  static List<String> nodes(String lock, ZooKeeperExtension zookeeper) throws Exception {
    return children("/locks/" + lock, zookeeper);
  }

  /** The children of a node below the running test's root. */
  static List<String> children(String path, ZooKeeperExtension zookeeper) throws Exception {
    try (CuratorFramework client = zookeeper.client()) {
      return client.getChildren().forPath(zookeeper.root() + path);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  /** What the node of a lock's first attempt tells. */
  static String payload(String lock, ZooKeeperExtension zookeeper) throws Exception {
    String first =
        nodes(lock, zookeeper).stream()
            .min(Comparator.comparing(name -> name.substring(name.lastIndexOf('-'))))
            .orElseThrow();
    try (CuratorFramework client = zookeeper.client()) {
      byte[] data = client.getData().forPath(zookeeper.root() + "/locks/" + lock + "/" + first);
      return new String(data, StandardCharsets.UTF_8);
    }
  }

  /** How many watches the server keeps, of all sessions and on all nodes. */
  static int watches(ZooKeeperExtension zookeeper) {
    return watches(zookeeper.server().connectString());
  }

  /** How many watches a server keeps. */
  static int watches(String connectString) {
    // The words that list watches by path leave those for children out; this one counts them all.
    return FourLetterWords.ask(connectString, "mntr")
        .lines()
        .filter(line -> line.startsWith("zk_watch_count"))
        .mapToInt(line -> (int) Double.parseDouble(line.replaceAll("^\\S+\\s+", "")))
        .findFirst()
        .orElseThrow();
  }
}
