package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SemaphoreTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void asManyAsThereArePermits() throws Exception {
    DistributedSemaphore a = zookeeper.coord("a").semaphore("lifts", 3);
    DistributedSemaphore b = zookeeper.coord("b").semaphore("lifts", 3);
    assertThat(a.permits()).isEqualTo(3);
    assertThat(a.name()).isEqualTo("lifts");
    LockGrant first = a.acquire();
    LockGrant second = b.acquire();
    LockGrant third = a.tryAcquire(Duration.ZERO).orElseThrow();
    assertThat(List.of(first.token(), second.token(), third.token()))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(a.tryAcquire(Duration.ZERO)).isEmpty();
    assertThat(b.tryAcquire(Duration.ofMillis(200))).isEmpty();
    second.close();
    LockGrant fourth = b.tryAcquire(Duration.ofSeconds(20)).orElseThrow();
    assertThat(fourth.isValid()).isTrue();
    assertThat(a.tryAcquire(Duration.ZERO)).isEmpty();
  }

  @Test
  void whoeverWaitsIsServedInOrderWhicheverPermitIsGivenBack() throws Exception {
    List<LockGrant> inside = new ArrayList<>();
    DistributedSemaphore holder = zookeeper.coord("holder").semaphore("lifts", 3);
    for (int i = 0; i < 3; i++) {
      inside.add(holder.acquire());
    }
    List<CompletableFuture<LockGrant>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(zookeeper.coord("waiter-" + i).semaphore("lifts", 3).acquireAsync());
      int nodes = 4 + i;
      await().until(() -> nodes().size() == nodes);
    }
    for (int i = 0; i < 5; i++) {
      // The last one that went in, then the first: nobody behind may depend on which it is.
      inside.remove(i % 2 == 0 ? inside.size() - 1 : 0).close();
      inside.add(waiting.get(i).get(20, TimeUnit.SECONDS));
      assertThat(waiting.subList(i + 1, 5)).noneMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void aWaiterInTheMiddleMayLeave() throws Exception {
    LockGrant inside = zookeeper.coord("a").semaphore("lifts", 1).acquire();
    CompletableFuture<LockGrant> first = zookeeper.coord("b").semaphore("lifts", 1).acquireAsync();
    await().until(() -> nodes().size() == 2);
    CompletableFuture<LockGrant> second = zookeeper.coord("c").semaphore("lifts", 1).acquireAsync();
    await().until(() -> nodes().size() == 3);
    first.cancel(false);
    await().until(() -> nodes().size() == 2);
    inside.close();
    assertThat(second.get(20, TimeUnit.SECONDS).isValid()).isTrue();
  }

  @Test
  void thePermitOfADeadHolderIsGivenToTheNext() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    LockGrant frozen = zookeeper.coord("frozen", proxy).semaphore("lifts", 1).acquire();
    CompletableFuture<LockGrant> next =
        zookeeper.coord("next").semaphore("lifts", 1).acquireAsync();
    proxy.freeze();
    assertThat(next.get(30, TimeUnit.SECONDS).isValid()).isTrue();
    assertThat(frozen.isValid()).isFalse();
  }

  @Test
  void neverMoreThanThereArePermits() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> work = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int c = 0; c < 4; c++) {
      IotCoord coord = zookeeper.coord("client-" + c);
      for (int t = 0; t < 4; t++) {
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 25; i++) {
                    try (LockGrant grant = coord.semaphore("lifts", 3).acquire()) {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      assertThat(grant.isValid()).isTrue();
                      inside.decrementAndGet();
                    }
                  }
                  return null;
                }));
      }
    }
    for (Future<?> each : work) {
      each.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(most.get()).isBetween(1, 3);
    await().until(() -> nodes().isEmpty());
    await().until(() -> Locks.watches(zookeeper) == 0);
  }

  @Test
  void badInputIsNamed() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    assertThatThrownBy(() -> coord.semaphore("lifts", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lifts");
    assertThatThrownBy(() -> coord.semaphore("a/b", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
    assertThatThrownBy(() -> coord.semaphore("lifts", 1).tryAcquire(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }

  private static List<String> nodes() throws Exception {
    return Locks.children("/semaphores/lifts", zookeeper);
  }
}
