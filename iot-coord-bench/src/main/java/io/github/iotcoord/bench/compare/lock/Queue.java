package io.github.iotcoord.bench.compare.lock;

import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** The parent of a lock's nodes, as one client sees it. */
final class Queue {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CuratorFramework client;
  private final String path;

  Queue(CuratorFramework client, String path) {
    this.client = client;
    this.path = path;
  }

  /**
   * Reads once: the answer comes after those to all that the session has sent before.
   *
   * @return how many requests that took
   */
  int awaitAnswers() throws Exception {
    isEmpty();
    return 1;
  }

  /**
   * Reads until there is no node, also if the last deletion is still to be sent.
   *
   * @return how many requests that took
   */
  int awaitEmpty() throws Exception {
    long start = System.nanoTime();
    int reads = 1;
    while (!isEmpty()) {
      reads++;
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("all is released, and there are still nodes in " + path);
      }
    }
    return reads;
  }

  private boolean isEmpty() throws Exception {
    try {
      return client.getChildren().forPath(path).isEmpty();
    } catch (KeeperException.NoNodeException e) {
      return true; // a container that the server has cleared away
    }
  }
}
