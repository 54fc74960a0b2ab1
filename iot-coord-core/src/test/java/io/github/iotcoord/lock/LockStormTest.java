package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that come, wait, give up and hold at random, on connections that break at random. */
class LockStormTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final int CLIENTS = 4;
  private static final Duration STORM = Duration.ofSeconds(5);

  /** A time in which a grant was seen to be valid. */
  private record Held(long from, long until, long token) {}

  @Test
  void noTwoHoldAtOnceAndNothingIsLeft() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    CountDownLatch over = new CountDownLatch(1);
    List<FreezingProxy> proxies = new ArrayList<>();
    List<Future<List<Held>>> work = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS * 2);
    for (int c = 0; c < CLIENTS; c++) {
      FreezingProxy proxy = zookeeper.proxy();
      proxies.add(proxy);
      CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
      IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
      for (int t = 0; t < 2; t++) {
        Random own = new Random(random.nextLong());
        work.add(threads.submit(() -> act(coord.distributedLock("valve"), own, over)));
      }
    }
    long end = System.nanoTime() + STORM.toNanos();
    while (System.nanoTime() - end < 0) {
      FreezingProxy proxy = proxies.get(random.nextInt(CLIENTS));
      proxy.cut();
      assertThat(over.await(random.nextInt(300), TimeUnit.MILLISECONDS)).isFalse();
      proxy.mend();
      assertThat(over.await(random.nextInt(500), TimeUnit.MILLISECONDS)).isFalse();
    }
    over.countDown();

    List<Held> all = new ArrayList<>();
    for (Future<List<Held>> each : work) {
      all.addAll(each.get(60, TimeUnit.SECONDS));
    }
    threads.shutdown();
    all.sort((a, b) -> Long.compare(a.from() - b.from(), 0));
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).from() - all.get(i - 1).until()).as("seed %d", seed).isPositive();
      assertThat(all.get(i).token()).as("seed %d", seed).isGreaterThan(all.get(i - 1).token());
    }
    assertThat(all).as("seed %d", seed).isNotEmpty();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(Locks.nodes("valve", zookeeper)).isEmpty());
    await().until(() -> Locks.watches(zookeeper) == 0);
  }

  private static List<Held> act(DistributedLock lock, Random random, CountDownLatch over)
      throws Exception {
    List<Held> held = new ArrayList<>();
    while (over.getCount() > 0) {
      switch (random.nextInt(4)) {
        case 0 -> hold(lock.lock(), held, random);
        case 1 -> {
          CompletableFuture<LockGrant> waiting = lock.lockAsync();
          over.await(random.nextInt(20), TimeUnit.MILLISECONDS);
          if (!waiting.cancel(false)) {
            waiting.join().close();
          }
        }
        default -> {
          try {
            lock.tryLock(Duration.ofMillis(random.nextInt(40)))
                .ifPresent(grant -> hold(grant, held, random));
          } catch (CoordinationUnavailableException e) {
            over.await(10, TimeUnit.MILLISECONDS);
          }
        }
      }
    }
    return held;
  }

  private static void hold(LockGrant grant, List<Held> held, Random random) {
    try (grant) {
      // The time of a look is taken on its inner side: valid at the look, it was valid then.
      long until = System.nanoTime();
      if (!grant.isValid()) {
        return;
      }
      long from = System.nanoTime();
      int looks = random.nextInt(20_000);
      for (int look = 0; look < looks; look++) {
        long now = System.nanoTime();
        if (!grant.isValid()) {
          break;
        }
        until = now;
      }
      held.add(new Held(from, Math.max(from, until), grant.token()));
    }
  }
}
