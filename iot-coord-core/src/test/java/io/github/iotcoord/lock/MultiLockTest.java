package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MultiLockTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration LONG = Duration.ofSeconds(20);

  private final int[] counters = new int[3]; // plain on purpose

  @Test
  void allOrNone() throws Exception {
    IotCoord a = zookeeper.coord("a");
    IotCoord b = zookeeper.coord("b");
    MultiLock both = a.multiLock(List.of("valve", "pump", "valve"));
    assertThat(both.names()).containsExactly("pump", "valve");
    LockGrant valve = b.distributedLock("valve").lock();
    assertThat(both.tryLock(Duration.ZERO)).isEmpty();
    assertThat(both.tryLock(Duration.ofMillis(200))).isEmpty();
    b.distributedLock("pump").tryLock(LONG).orElseThrow().close();
    valve.close();

    MultiLockGrant grant = both.tryLock(LONG).orElseThrow();
    assertThat(grant.isValid()).isTrue();
    grant.requireValid();
    assertThat(grant.remaining()).isPositive();
    assertThat(grant.grants()).extracting(LockGrant::lockName).containsExactly("pump", "valve");
    assertThat(grant.grant("valve").token()).isGreaterThan(grant.grant("pump").token());
    assertThatThrownBy(() -> grant.grant("door"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("door");
    assertThat(b.distributedLock("pump").tryLock(Duration.ZERO)).isEmpty();
    grant.close();
    assertThat(grant.isValid()).isFalse();
    b.distributedLock("pump").tryLock(LONG).orElseThrow().close();
    b.distributedLock("valve").tryLock(LONG).orElseThrow().close();
  }

  @Test
  void lostAsSoonAsOneIs() throws Exception {
    MultiLockGrant grant = zookeeper.coord("a").multiLock(List.of("pump", "valve")).lock();
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("lost"), Runnable::run);
    grant.onLost(() -> heard.add("never"), Runnable::run).close();
    for (String lock : List.of("pump", "valve")) {
      String node = Locks.nodes(lock, zookeeper).get(0);
      zookeeper.client().delete().forPath(zookeeper.root() + "/locks/" + lock + "/" + node);
      await().until(() -> !grant.grant(lock).isValid());
      assertThat(grant.isValid()).isFalse();
    }
    await().untilAsserted(() -> assertThat(heard).containsExactly("lost"));
    assertThatThrownBy(grant::requireValid).isInstanceOf(LockLostException.class);
  }

  @Test
  void aCancelledAttemptLeavesNothing() throws Exception {
    IotCoord a = zookeeper.coord("a");
    LockGrant valve = zookeeper.coord("b").distributedLock("valve").lock();
    CompletableFuture<MultiLockGrant> waiting = a.multiLock(List.of("pump", "valve")).lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    assertThat(Locks.nodes("pump", zookeeper)).hasSize(1);
    waiting.cancel(false);
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    await().until(() -> Locks.nodes("pump", zookeeper).isEmpty());
    assertThat(valve.isValid()).isTrue();

    CompletableFuture<MultiLockGrant> later = a.multiLock(List.of("pump", "valve")).lockAsync();
    valve.close();
    MultiLockGrant grant = later.get(20, TimeUnit.SECONDS);
    assertThat(grant.isValid()).isTrue();
  }

  @Test
  void overlappingSetsWaitForEachOtherAndNeverForEver() throws Exception {
    List<Future<?>> work = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    for (int c = 0; c < 3; c++) {
      IotCoord coord = zookeeper.coord("client-" + c);
      for (int t = 0; t < 2; t++) {
        Random random = new Random(31L * c + t);
        work.add(
            threads.submit(
                () -> {
                  List<String> names = new ArrayList<>(List.of("0", "1", "2"));
                  for (int i = 0; i < 20; i++) {
                    Collections.shuffle(names, random);
                    List<String> two = List.copyOf(names.subList(0, 2));
                    try (MultiLockGrant grant = coord.multiLock(two).lock()) {
                      for (LockGrant each : grant.grants()) {
                        counters[Integer.parseInt(each.lockName())]++;
                      }
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
    assertThat(counters[0] + counters[1] + counters[2]).isEqualTo(6 * 20 * 2);
  }

  @Test
  void badInputIsNamed() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    assertThatThrownBy(() -> coord.multiLock(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names");
    assertThatThrownBy(() -> coord.multiLock(List.of("pump", "a/b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
  }
}
