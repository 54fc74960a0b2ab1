package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LockReuseTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final LockOptions REUSE = LockOptions.defaults().withReuse();
  private static final Duration LONG = Duration.ofSeconds(20);

  private int counter; // plain on purpose

  private static DistributedLock lock(IotCoord coord) {
    return coord.distributedLock("valve", REUSE);
  }

  @Test
  void whatNobodyElseWantsStays() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    DistributedLock lock = lock(zookeeper.coord("a", proxy));
    LockGrant first = lock.lock();
    first.close();
    assertThat(first.isValid()).isFalse();
    await().until(() -> Locks.watches(zookeeper) == 1);
    assertThat(Locks.nodes("valve", zookeeper)).hasSize(1);
    proxy.freeze(); // nothing is asked
    for (int i = 0; i < 100; i++) {
      try (LockGrant again = lock.tryLock(Duration.ZERO).orElseThrow()) {
        assertThat(again.isValid()).isTrue();
        assertThat(again.token()).isEqualTo(first.token());
        assertThat(first.isValid()).isFalse();
      }
    }
    proxy.unfreeze();
  }

  @Test
  void aRivalGetsWhatIsNotHeld() throws Exception {
    DistributedLock lock = lock(zookeeper.coord("a"));
    LockGrant first = lock.lock();
    first.close();
    LockGrant rival = zookeeper.coord("b").distributedLock("valve").tryLock(LONG).orElseThrow();
    assertThat(rival.token()).isGreaterThan(first.token());
    assertThat(lock.tryLock(Duration.ofMillis(100))).isEmpty();
    rival.close();
    LockGrant second = lock.tryLock(LONG).orElseThrow();
    assertThat(second.token()).isGreaterThan(rival.token());
  }

  @Test
  void aRivalThatCameWhileItWasHeldGetsItAtTheRelease() throws Exception {
    DistributedLock lock = lock(zookeeper.coord("a"));
    lock.lock().close();
    await().until(() -> Locks.watches(zookeeper) == 1);
    LockGrant held = lock.lock();
    CompletableFuture<LockGrant> rival = zookeeper.coord("b").distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    held.close();
    assertThat(rival.get(20, TimeUnit.SECONDS).isValid()).isTrue();
    assertThat(lock.tryLock(Duration.ofMillis(100))).isEmpty();
  }

  @Test
  void whoAsksForAGrantOfItsOwnGetsOne() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    LockGrant first = lock(coord).lock();
    first.close();
    LockGrant second = coord.distributedLock("valve").tryLock(LONG).orElseThrow();
    assertThat(second.token()).isGreaterThan(first.token());
    second.close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
  }

  @Test
  void whatIsKeptIsNotBelievedAfterTheSessionHasEnded() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("a", proxy);
    DistributedLock lock = lock(coord);
    LockGrant first = lock.lock();
    first.close();
    proxy.freeze();
    await().atMost(LONG).until(() -> Locks.nodes("valve", zookeeper).isEmpty());
    assertThat(coord.sessionLease().isValid()).isFalse();
    proxy.unfreeze();
    LockGrant second = lock.lock();
    assertThat(second.token()).isGreaterThan(first.token());
  }

  @Test
  void whatIsKeptIsUsedAgainAfterACutThatTheSessionSurvived() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client(proxy.connectString(), Duration.ofSeconds(4)))
                .build());
    DistributedLock lock = lock(coord);
    lock.lock().close();
    proxy.cut();
    await().until(() -> !coord.sessionLease().isValid());
    proxy.mend();
    await().atMost(LONG).until(() -> coord.sessionLease().isValid());
    assertThat(lock.tryLock(LONG).orElseThrow().isValid()).isTrue();
  }

  @Test
  void aNodeThatAnOperatorDeletesIsNotReused() throws Exception {
    DistributedLock lock = lock(zookeeper.coord("a"));
    LockGrant first = lock.lock();
    first.close();
    await().until(() -> Locks.watches(zookeeper) == 1);
    String node = Locks.nodes("valve", zookeeper).get(0);
    zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve/" + node);
    await()
        .untilAsserted(
            () -> {
              try (LockGrant next = lock.lock()) {
                assertThat(next.token()).isGreaterThan(first.token());
              }
            });
  }

  @Test
  void threadsAndProcessesTakeTurns() throws Exception {
    List<Future<?>> work = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    for (int c = 0; c < 2; c++) {
      IotCoord coord = zookeeper.coord("client-" + c);
      for (int t = 0; t < 3; t++) {
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    try (LockGrant grant = lock(coord).lock()) {
                      assertThat(grant.isValid()).isTrue();
                      counter++;
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
    assertThat(counter).isEqualTo(600);
  }

  @Test
  void closingLetsGo() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    lock(coord).lock().close();
    coord.close();
    assertThat(Locks.nodes("valve", zookeeper)).isEmpty();
    await().until(() -> Locks.watches(zookeeper) == 0);
  }
}
