package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DistributedLockTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration LONG = Duration.ofSeconds(20);

  private int counter; // plain on purpose

  @Test
  void oneAtATimeAcrossClientsAndTokensRise() throws Exception {
    int clients = 3;
    int rounds = 30;
    List<Long> tokens = new ArrayList<>(); // guarded by the lock itself
    ExecutorService threads = Executors.newFixedThreadPool(clients * 2);
    List<Future<?>> work = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      IotCoord coord = zookeeper.coord("client-" + c);
      for (int t = 0; t < 2; t++) {
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    try (LockGrant grant = coord.distributedLock("counter").lock()) {
                      counter++;
                      tokens.add(grant.token());
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
    assertThat(counter).isEqualTo(clients * 2 * rounds);
    assertThat(tokens).hasSize(counter).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void firstComeFirstServed() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("queue");
    LockGrant first = lock.lock();
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      DistributedLock from = i % 2 == 0 ? lock : zookeeper.coord("b" + i).distributedLock("queue");
      waiting.add(
          from.lockAsync()
              .thenAccept(
                  grant -> {
                    order.add(number);
                    grant.close();
                  }));
      int nodes = i + 2;
      await().until(() -> Locks.nodes("queue", zookeeper).size() == nodes);
    }
    assertThat(order).isEmpty();
    first.close();
    CompletableFuture.allOf(waiting.toArray(new CompletableFuture<?>[0])).get(20, TimeUnit.SECONDS);
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void tokensRiseAlsoWhenTheSequenceBeginsAnew() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    long before;
    try (LockGrant grant = lock.lock()) {
      before = grant.token();
      assertThat(Locks.nodes("valve", zookeeper))
          .singleElement()
          .asString()
          .endsWith("-0000000000");
    }
    // What the server does with an empty container after a while.
    CuratorFramework client = zookeeper.client();
    await()
        .ignoreException(KeeperException.NotEmptyException.class)
        .untilAsserted(() -> client.delete().forPath(zookeeper.root() + "/locks/valve"));
    try (LockGrant grant = lock.lock()) {
      assertThat(Locks.nodes("valve", zookeeper))
          .singleElement()
          .asString()
          .endsWith("-0000000000");
      assertThat(grant.token()).isGreaterThan(before);
    }
  }

  @Test
  void aGrantTellsWhatItIsAndEndsWhenClosed() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    DistributedLock lock = coord.distributedLock("valve");
    assertThat(lock.name()).isEqualTo("valve");
    LockGrant grant = lock.lock();
    assertThat(grant.lockName()).isEqualTo("valve");
    assertThat(grant.isValid()).isTrue();
    grant.requireValid();
    assertThat(grant.remaining()).isBetween(Duration.ofMillis(1), ZooKeeperExtension.SESSION);
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("lost"), Runnable::run);

    grant.close();
    grant.close();
    assertThat(grant.isValid()).isFalse();
    assertThat(grant.remaining()).isZero();
    assertThatThrownBy(grant::requireValid)
        .isInstanceOf(LockLostException.class)
        .hasMessageContaining("valve")
        .hasMessageContaining("released");
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
    assertThat(heard).isEmpty();
  }

  @Test
  void tryLockTellsTakenFromFree() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    DistributedLock rival = zookeeper.coord("b").distributedLock("valve");
    LockGrant grant = lock.tryLock(Duration.ZERO).orElseThrow();
    assertThat(rival.tryLock(Duration.ZERO)).isEmpty();
    assertThat(rival.tryLock(Duration.ofMillis(300))).isEmpty();
    assertThat(lock.tryLock(Duration.ofMillis(300))).as("not reentrant").isEmpty();
    grant.close();
    rival.tryLock(LONG).orElseThrow().close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
  }

  @Test
  void askingOnceIsAnsweredHoweverQuicklyTheLockPassesOn() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    AtomicBoolean enough = new AtomicBoolean();
    Future<?> busy =
        thread.submit(
            () -> {
              while (!enough.get()) {
                lock.lock().close();
              }
              return null;
            });
    int granted = 0;
    int refused = 0;
    Instant end = Instant.now().plusSeconds(20);
    // How often it is granted is the scheduler's choice, so it goes on until both have been seen.
    while (granted + refused < 1000 || granted == 0 || refused == 0) {
      assertThat(Instant.now()).as("granted %d, refused %d", granted, refused).isBefore(end);
      // Throws if it cannot tell, and it always can.
      Optional<LockGrant> answer = lock.tryLock(Duration.ZERO);
      answer.ifPresent(LockGrant::close);
      granted += answer.isPresent() ? 1 : 0;
      refused += answer.isPresent() ? 0 : 1;
    }
    enough.set(true);
    busy.get(20, TimeUnit.SECONDS);
    thread.shutdown();
  }

  @Test
  void whatIsNoPlaceIsInNobodysWay() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    lock.lock().close();
    zookeeper.client().create().forPath(zookeeper.root() + "/locks/valve/readme");
    lock.tryLock(Duration.ZERO).orElseThrow().close();
    await()
        .untilAsserted(() -> assertThat(Locks.nodes("valve", zookeeper)).containsExactly("readme"));
    lock.tryLock(LONG).orElseThrow().close();
  }

  @Test
  void aFutureThatIsOutOfTimeLeavesTheQueue() throws Exception {
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    CompletableFuture<LockGrant> waiting =
        zookeeper
            .coord("b")
            .distributedLock("valve")
            .lockAsync()
            .orTimeout(300, TimeUnit.MILLISECONDS);
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    assertThat(waiting).isCompletedExceptionally();
    assertThat(grant.isValid()).isTrue();
  }

  @Test
  void aWaiterThatGivesUpLeavesNeitherNodeNorWatch() throws Exception {
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    IotCoord b = zookeeper.coord("b");
    DistributedLock lock = b.distributedLock("valve");
    String own = Locks.nodes("valve", zookeeper).get(0);

    assertThat(lock.tryLock(Duration.ofMillis(500))).isEmpty();
    awaitOnly(own, 1);

    CompletableFuture<LockGrant> cancelled = lock.lockAsync();
    await().until(() -> Locks.watches(zookeeper) == 2);
    cancelled.cancel(true);
    awaitOnly(own, 1);

    Thread interrupted = new Thread(() -> assertThatThrownBy(lock::lock));
    interrupted.start();
    await().until(() -> Locks.watches(zookeeper) == 2);
    interrupted.interrupt();
    interrupted.join();
    awaitOnly(own, 1);

    CompletableFuture<LockGrant> closed = lock.lockAsync();
    await().until(() -> Locks.watches(zookeeper) == 2);
    b.close();
    awaitOnly(own, 1);
    assertThatThrownBy(() -> closed.get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CoordinationClosedException.class);
    assertThat(grant.isValid()).isTrue();
  }

  private static void awaitOnly(String node, int watches) {
    await()
        .untilAsserted(
            () -> {
              assertThat(Locks.nodes("valve", zookeeper)).containsExactly(node);
              assertThat(Locks.watches(zookeeper)).isEqualTo(watches);
            });
  }

  @Test
  void aWaiterThatGivesUpTakesNoWatchFromTheGrantOfItsOwnProcess() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    LockGrant grant = lock.lock();
    assertThat(lock.tryLock(Duration.ofMillis(300))).isEmpty();
    String own = Locks.nodes("valve", zookeeper).get(0);
    awaitOnly(own, 1);
    zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve/" + own);
    await().until(() -> !grant.isValid());
  }

  @Test
  void aWaiterInTheMiddleMayLeaveTheQueue() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    LockGrant first = lock.lock();
    CompletableFuture<LockGrant> second = lock.lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    CompletableFuture<LockGrant> third = zookeeper.coord("b").distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 3);
    second.cancel(false);
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    assertThat(third).isNotDone();
    first.close();
    assertThat(third.get(20, TimeUnit.SECONDS).isValid()).isTrue();
  }

  @Test
  void lostWhenSomebodyDeletesTheNode() throws Exception {
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("early"), Runnable::run);
    grant.onLost(() -> heard.add("never"), Runnable::run).close();
    String own = Locks.nodes("valve", zookeeper).get(0);
    zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve/" + own);
    await().until(() -> !grant.isValid());
    await().untilAsserted(() -> assertThat(heard).containsExactly("early"));
    grant.onLost(() -> heard.add("late"), Runnable::run);
    assertThat(heard).containsExactly("early", "late");
    assertThatThrownBy(grant::requireValid)
        .isInstanceOf(LockLostException.class)
        .hasMessageContaining("lost");
    grant.close();
  }

  @Test
  void aDeletedWaiterQueuesAgain() throws Exception {
    LockGrant first = zookeeper.coord("a").distributedLock("valve").lock();
    String holder = Locks.nodes("valve", zookeeper).get(0);
    CompletableFuture<LockGrant> second = zookeeper.coord("b").distributedLock("valve").lockAsync();
    await().until(() -> Locks.watches(zookeeper) == 2);
    for (String node : Locks.nodes("valve", zookeeper)) {
      if (!node.equals(holder)) {
        zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve/" + node);
      }
    }
    first.close();
    assertThat(second.get(20, TimeUnit.SECONDS).isValid()).isTrue();
  }

  @Test
  void badInputIsNamed() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    assertThatThrownBy(() -> coord.distributedLock(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lock name");
    assertThatThrownBy(() -> coord.distributedLock("a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
    DistributedLock lock = coord.distributedLock("valve");
    assertThatThrownBy(() -> lock.tryLock(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    // Names that are nobody's attempt do not stop anybody.
    CuratorFramework client = zookeeper.client();
    String path = zookeeper.root() + "/locks/valve/";
    client.create().creatingParentsIfNeeded().forPath(path + "lock-banana0000", new byte[] {1});
    client.create().forPath(path + "readme");
    lock.tryLock(LONG).orElseThrow().close();
    assertThat(Duration.ofSeconds(Long.MAX_VALUE)).isPositive();
    lock.tryLock(Duration.ofSeconds(Long.MAX_VALUE)).orElseThrow().close();
  }

  @Test
  void closingTheCoordReleasesWhatItHolds() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    DistributedLock lock = coord.distributedLock("valve");
    LockGrant grant = lock.lock();
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("lost"), Runnable::run);
    coord.close();
    assertThat(Locks.nodes("valve", zookeeper)).isEmpty();
    assertThat(Locks.watches(zookeeper)).isZero();
    assertThat(grant.isValid()).isFalse();
    assertThat(heard).isEmpty();
    assertThatThrownBy(lock::lock).isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(lock::lockAsync).isInstanceOf(CoordinationClosedException.class);
    grant.close();
  }
}
