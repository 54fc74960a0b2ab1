package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Watcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchRaceTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  // ZooKeeper's request that takes away the last watcher of a path takes all of them.
  @Test
  void aWatcherThatComesAsTheLastOneGoesStays() throws Exception {
    CuratorFramework client = zookeeper.client();
    String path = zookeeper.root();
    client.create().forPath(path);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Scheduler scheduler = new Scheduler("races", 1)) {
      ZkClient zk = new ZkClient(client, scheduler, Ticker.system(), "", path, new byte[0]);
      ZkSession session = zk.session();
      AtomicInteger heard = new AtomicInteger();
      Watcher going = event -> {};
      session.addRecursiveWatch(path, going).join();
      for (int i = 1; i <= 2_000; i++) {
        Watcher leaving = going;
        Watcher coming = event -> heard.incrementAndGet();
        CyclicBarrier start = new CyclicBarrier(2);
        CompletableFuture<Void> left = at(start, threads, () -> session.removeWatch(path, leaving));
        CompletableFuture<Void> came =
            at(start, threads, () -> session.addRecursiveWatch(path, coming));
        left.join();
        came.join();
        heard.set(0);
        session.setData(path, new byte[0], -1).join();
        assertThat(heard).as("round %d", i).hasValue(1);
        going = coming;
      }
      session.removeWatch(path, going).join();
      await().until(() -> !zookeeper.ask("wchp").contains(path));
    } finally {
      threads.shutdownNow();
    }
  }

  private static CompletableFuture<Void> at(
      CyclicBarrier start, ExecutorService threads, Supplier<CompletableFuture<Void>> request) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                start.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              return request.get();
            },
            threads)
        .thenCompose(reply -> reply);
  }
}
