package io.github.iotcoord.lock.history;

import io.github.iotcoord.SessionLease;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The lock as recipes describe it, as small as can be: to show that the checker passes it when it
 * is right, and catches it when it has a flaw.
 */
final class RecipeLock implements DistributedLock {
  private final CuratorFramework client;
  private final SessionLease lease;
  private final String path;
  private final Flaw flaw;

  /**
   * @param path the parent of the lock's nodes
   * @param flaw what is wrong with it
   */
  RecipeLock(CounterProcess process, String path, Flaw flaw) {
    this.client = process.client();
    this.lease = process.coord().sessionLease();
    this.path = path;
    this.flaw = flaw;
  }

  @Override
  public String name() {
    return Trial.LOCK;
  }

  @Override
  public LockGrant lock() throws InterruptedException {
    return acquire(Duration.ofDays(1)).orElseThrow();
  }

  @Override
  public Optional<LockGrant> tryLock(Duration timeout) throws InterruptedException {
    return acquire(timeout);
  }

  @Override
  public CompletableFuture<LockGrant> lockAsync() {
    CompletableFuture<LockGrant> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                LockGrant grant = lock();
                if (!result.complete(grant)) {
                  grant.close();
                }
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private Optional<LockGrant> acquire(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      do {
        RecipeGrant grant = attempt(deadline);
        if (grant != null) {
          return Optional.of(grant);
        }
      } while (System.nanoTime() - deadline < 0);
      return Optional.empty();
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("acquiring " + path, e);
    }
  }

  /** One place in the queue; null if its time was over, or its session. */
  private @Nullable RecipeGrant attempt(long deadline) throws Exception {
    String node =
        client
            .create()
            .creatingParentContainersIfNeeded()
            .withProtection()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath(path + "/lock-");
    RecipeGrant grant = null;
    try {
      Stat stat = awaitTurn(node, deadline) ? client.checkExists().forPath(node) : null;
      if (stat != null) {
        RecipeGrant granted = new RecipeGrant(client, lease, node, stat, flaw);
        grant = granted.isValid() ? granted : null;
      }
      return grant;
    } finally {
      if (grant == null) {
        RecipeGrant.remove(client, node);
      }
    }
  }

  /** Whether the node is first in the queue, in time. */
  private boolean awaitTurn(String node, long deadline) throws Exception {
    String name = node.substring(path.length() + 1);
    while (true) {
      List<String> queue =
          client.getChildren().forPath(path).stream()
              .sorted(Comparator.comparing(RecipeLock::sequence))
              .toList();
      int place = queue.indexOf(name);
      if (place <= 0) {
        return place == 0;
      }
      CountDownLatch changed = new CountDownLatch(1);
      Watcher watcher = event -> changed.countDown();
      String predecessor = path + "/" + queue.get(place - 1);
      if (client.checkExists().usingWatcher(watcher).forPath(predecessor) == null) {
        continue;
      }
      if (!changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      if (flaw == Flaw.SKIPS_THE_REVALIDATION) {
        return true;
      }
    }
  }

  private static String sequence(String name) {
    return name.substring(name.lastIndexOf('-'));
  }
}
