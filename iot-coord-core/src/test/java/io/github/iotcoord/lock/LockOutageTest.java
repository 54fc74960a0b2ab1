package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.EmbeddedZooKeeper;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.MutingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LockOutageTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void aFrozenHolderIsInvalidBeforeItsRivalHolds() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    LockGrant frozen = zookeeper.coord("frozen", proxy).distributedLock("valve").lock();
    CompletableFuture<LockGrant> rival =
        zookeeper.coord("rival").distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    List<String> heard = new CopyOnWriteArrayList<>();
    frozen.onLost(() -> heard.add("lost"), Runnable::run);
    AtomicLong lastValid = new AtomicLong();
    Thread watching =
        new Thread(
            () -> {
              while (frozen.isValid()) {
                lastValid.set(System.nanoTime());
                Thread.onSpinWait();
              }
            });
    CompletableFuture<Long> rivalSince = rival.thenApply(grant -> System.nanoTime());

    watching.start();
    proxy.freeze();
    long since = rivalSince.get(30, TimeUnit.SECONDS);
    watching.join();
    assertThat(since - lastValid.get()).isPositive();
    assertThat(rival.get().token()).isGreaterThan(frozen.token());

    proxy.unfreeze();
    await().untilAsserted(() -> assertThat(heard).containsExactly("lost"));
    assertThat(frozen.isValid()).isFalse();
    assertThat(rival.get().isValid()).isTrue();
    await()
        .during(ZooKeeperExtension.SESSION)
        .atMost(Duration.ofSeconds(10))
        .until(() -> heard.size() == 1 && !frozen.isValid());
    assertThat(Locks.nodes("valve", zookeeper)).hasSize(1);
  }

  @Test
  void aCutMakesAGrantInvalidUntilTheSessionIsBack() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = coordWithLongSession("a", proxy.connectString());
    LockGrant grant = coord.distributedLock("valve").lock();
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("lost"), Runnable::run);
    proxy.cut();
    await().until(() -> !grant.isValid());
    assertThatThrownBy(grant::requireValid)
        .isInstanceOf(LockLostException.class)
        .hasMessageContaining("not certainly alive");
    proxy.mend();
    await().until(grant::isValid);
    assertThat(heard).isEmpty();
  }

  @Test
  void aNodeDeletedDuringACutIsNoticedBeforeTheGrantIsValidAgain() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = coordWithLongSession("a", proxy.connectString());
    LockGrant grant = coord.distributedLock("valve").lock();
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("lost"), Runnable::run);
    proxy.cut();
    await().until(() -> !grant.isValid());
    String own = Locks.nodes("valve", zookeeper).get(0);
    zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve/" + own);
    proxy.mend();
    await()
        .until(
            () -> {
              assertThat(grant.isValid()).isFalse();
              return !heard.isEmpty();
            });
    assertThat(heard).containsExactly("lost");
  }

  @Test
  void aCreationOfUnknownOutcomeIsFoundAgain() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    IotCoord coord = coordWithLongSession("a", proxy.connectString());
    DistributedLock lock = coord.distributedLock("valve");
    lock.lock().close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());

    proxy.mute();
    CompletableFuture<LockGrant> waiting = lock.lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    List<String> created = Locks.nodes("valve", zookeeper);
    assertThat(waiting).isNotDone();
    proxy.cut();
    LockGrant grant = waiting.get(30, TimeUnit.SECONDS);
    assertThat(grant.isValid()).isTrue();
    assertThat(Locks.nodes("valve", zookeeper)).isEqualTo(created);
    grant.close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
  }

  @Test
  void aCreationOfUnknownOutcomeThatNobodyWaitsForIsUndone() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    IotCoord coord = coordWithLongSession("a", proxy.connectString());
    long session = coord.sessionLease().sessionId();
    DistributedLock lock = coord.distributedLock("valve");
    lock.lock().close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());

    proxy.mute();
    long begun = System.nanoTime();
    assertThatThrownBy(() -> lock.tryLock(Duration.ofMillis(200)))
        .isInstanceOf(CoordinationUnavailableException.class)
        .hasMessageContaining("valve");
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(took).isBetween(Duration.ofMillis(200), Duration.ofMillis(2_200));
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    proxy.cut();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
    await().until(() -> coord.sessionLease().isValid());
    assertThat(coord.sessionLease().sessionId()).isEqualTo(session);
  }

  @Test
  void aCreationOfUnknownOutcomeIsNotTakenForOursOnAnotherSession() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DistributedLock lock =
        zookeeper
            .own(
                zookeeper
                    .builder(zookeeper.client(proxy.connectString(), Duration.ofSeconds(1)))
                    .build())
            .distributedLock("valve");
    lock.lock().close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());

    // Curator ends the old session on its own side; on the server it may live on for a while.
    proxy.mute();
    CompletableFuture<LockGrant> waiting = lock.lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    List<String> created = Locks.nodes("valve", zookeeper);
    await().atMost(Duration.ofSeconds(30)).until(() -> Locks.nodes("valve", zookeeper).isEmpty());
    proxy.cut();
    assertThat(waiting.get(30, TimeUnit.SECONDS).isValid()).isTrue();
    assertThat(Locks.nodes("valve", zookeeper)).hasSize(1).doesNotContainAnyElementsOf(created);
  }

  @Test
  void aReleaseDuringACutIsFinishedAfterIt() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = coordWithLongSession("a", proxy.connectString());
    long session = coord.sessionLease().sessionId();
    LockGrant grant = coord.distributedLock("valve").lock();
    CompletableFuture<LockGrant> rival = zookeeper.coord("b").distributedLock("valve").lockAsync();
    proxy.cut();
    await().until(() -> !grant.isValid());
    grant.close();
    proxy.mend();
    assertThat(rival.get(30, TimeUnit.SECONDS).isValid()).isTrue();
    await().until(() -> coord.sessionLease().isValid());
    assertThat(coord.sessionLease().sessionId()).isEqualTo(session);
  }

  @Test
  void whatClosingCouldNotRemoveGoesWhenTheConnectionIsBack() throws Exception {
    try (EmbeddedZooKeeper slow = EmbeddedZooKeeper.start(Duration.ofSeconds(1));
        MutingProxy proxy = new MutingProxy(slow.connectString());
        CuratorFramework direct = client(slow.connectString());
        CuratorFramework client = client(proxy.connectString())) {
      IotCoord coord = IotCoord.builder(client).build();
      long session = coord.sessionLease().sessionId();
      DistributedLock lock = coord.distributedLock("valve");
      String path = "/iot-coord/locks/valve";
      assertThat(lock.lock().isValid()).isTrue();
      proxy.mute();
      CompletableFuture<LockGrant> waiting = lock.lockAsync();
      await().until(() -> direct.getChildren().forPath(path).size() == 2);

      coord.close(); // waits a few seconds, in vain
      assertThat(waiting).isCompletedExceptionally();
      assertThat(direct.getChildren().forPath(path)).isNotEmpty();
      proxy.cut();
      await().until(() -> direct.getChildren().forPath(path).isEmpty());
      assertThat(client.getZookeeperClient().getZooKeeper().getSessionId()).isEqualTo(session);
      await().until(() -> Locks.watches(slow.connectString()) == 0);
    }
  }

  private static CuratorFramework client(String connectString) {
    return zookeeper.client(connectString, Duration.ofSeconds(20));
  }

  @Test
  void aWaiterThatGivesUpAfterACutLeavesNoWatch() throws Exception {
    LockGrant held = zookeeper.coord("holder").distributedLock("valve").lock();
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = coordWithLongSession("waiter", proxy.connectString());
    List<State> states = new CopyOnWriteArrayList<>();
    coord.sessionLease().addListener(states::add, Runnable::run);
    CompletableFuture<LockGrant> waiting = coord.distributedLock("valve").lockAsync();
    await().until(() -> Locks.watches(zookeeper) == 2); // the holder's, and the waiter's
    proxy.cut();
    await().until(() -> states.contains(State.UNCERTAIN));
    proxy.mend();
    await().until(() -> states.equals(List.of(State.UNCERTAIN, State.HELD)));
    coord.distributedLock("another").lock().close(); // by then the waiter has looked again
    await().until(() -> Locks.watches(zookeeper) == 2);

    waiting.cancel(false);
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    await().until(() -> Locks.watches(zookeeper) == 1);
    assertThat(held.isValid()).isTrue();
  }

  @Test
  void aWaiterGoesOnWaitingThroughACut() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord b = coordWithLongSession("b", proxy.connectString());
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    CompletableFuture<LockGrant> waiting = b.distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    List<String> before = Locks.nodes("valve", zookeeper);
    proxy.cut();
    await().until(() -> !b.sessionLease().isValid());
    grant.close();
    proxy.mend();
    LockGrant second = waiting.get(30, TimeUnit.SECONDS);
    assertThat(second.isValid()).isTrue();
    assertThat(before).containsAll(Locks.nodes("valve", zookeeper));
  }

  @Test
  void aWaiterWhoseSessionEndsQueuesAgain() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord b = zookeeper.coord("b", proxy);
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    CompletableFuture<LockGrant> waiting = b.distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    proxy.freeze();
    await().atMost(Duration.ofSeconds(20)).until(() -> Locks.nodes("valve", zookeeper).size() == 1);
    proxy.unfreeze();
    await().atMost(Duration.ofSeconds(20)).until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    assertThat(waiting).isNotDone();
    grant.close();
    assertThat(waiting.get(30, TimeUnit.SECONDS).isValid()).isTrue();
  }

  @Test
  void withoutAServerTryLockSaysSoInTimeAndLockWaitsForIt() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    zookeeper.server().stop();
    long begun = System.nanoTime();
    assertThatThrownBy(() -> lock.tryLock(Duration.ofMillis(100)))
        .isInstanceOf(CoordinationUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2_100));
    CompletableFuture<LockGrant> waiting = lock.lockAsync();
    zookeeper.server().restart();
    LockGrant grant = waiting.get(30, TimeUnit.SECONDS);
    assertThat(grant.isValid()).isTrue();
    await().untilAsserted(() -> assertThat(Locks.nodes("valve", zookeeper)).hasSize(1));
  }

  @Test
  void whoComesBackDeletesNoNodeThatHasGotItsName() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    LockGrant frozen = zookeeper.coord("frozen", proxy).distributedLock("valve").lock();
    List<String> names = Locks.nodes("valve", zookeeper);
    List<String> heard = new CopyOnWriteArrayList<>();
    frozen.onLost(() -> heard.add("frozen"), Runnable::run);
    proxy.freeze();
    await().atMost(Duration.ofSeconds(20)).until(() -> Locks.nodes("valve", zookeeper).isEmpty());
    // What the server does with an empty container after a while.
    zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve");
    LockGrant next = zookeeper.coord("next").distributedLock("valve").lock();
    next.onLost(() -> heard.add("next"), Runnable::run);
    assertThat(Locks.nodes("valve", zookeeper)).isEqualTo(names);
    proxy.unfreeze();
    await().until(() -> heard.contains("frozen"));
    await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(next::isValid);
    assertThat(heard).containsExactly("frozen");
    assertThat(next.token()).isGreaterThan(frozen.token());
  }

  @Test
  void tryLockKeepsItsTimeWhateverTheServerDoes() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    DistributedLock lock = zookeeper.coord("a", proxy).distributedLock("valve");
    LockGrant held = zookeeper.coord("b").distributedLock("valve").lock();
    assertThat(timed(() -> assertThat(lock.tryLock(Duration.ofMillis(100))).isEmpty()))
        .isBetween(Duration.ofMillis(100), Duration.ofMillis(1_100));
    held.close();
    proxy.freeze();
    // First the client does not know yet, then it tries in vain to connect, then its session ends.
    for (int i = 0; i < 30; i++) {
      assertThat(
              timed(
                  () ->
                      assertThatThrownBy(() -> lock.tryLock(Duration.ofMillis(100)))
                          .isInstanceOf(CoordinationUnavailableException.class)))
          .isBetween(Duration.ofMillis(100), Duration.ofMillis(1_100));
    }
    proxy.unfreeze();
    lock.tryLock(Duration.ofSeconds(20)).orElseThrow().close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
  }

  private static Duration timed(ThrowingCallable call) throws Exception {
    long begun = System.nanoTime();
    try {
      call.call();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Test
  void aGrantOutlivesARestartOfTheServer() throws Exception {
    LockGrant grant =
        coordWithLongSession("a", zookeeper.server().connectString())
            .distributedLock("valve")
            .lock();
    zookeeper.server().stop();
    await().until(() -> !grant.isValid());
    zookeeper.server().restart();
    await().atMost(Duration.ofSeconds(20)).until(grant::isValid);
  }

  @Test
  void aPausedProcessSeesItAtItsFirstLook() throws Exception {
    ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
    IotCoord coord = zookeeper.own(zookeeper.builder(zookeeper.client()).ticker(ticker).build());
    LockGrant grant = coord.distributedLock("valve").lock();
    assertThat(grant.isValid()).isTrue();
    ticker.advance(ZooKeeperExtension.SESSION);
    assertThat(grant.isValid()).isFalse();
    assertThat(grant.remaining()).isZero();
    // Nothing had happened to the session after all.
    await()
        .until(
            () -> {
              ticker.advance(Duration.ofMillis(100));
              return grant.isValid();
            });
  }

  @Test
  void theNodeOfALostGrantGoesThoughItsSessionLives() throws Exception {
    CuratorFramework client = zookeeper.client();
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    LockGrant grant = coord.distributedLock("valve").lock();
    long session = coord.sessionLease().sessionId();
    List<String> heard = new CopyOnWriteArrayList<>();
    grant.onLost(() -> heard.add("lost"), Runnable::run);
    for (ConnectionState change :
        List.of(ConnectionState.SUSPENDED, ConnectionState.LOST, ConnectionState.RECONNECTED)) {
      change(client, change);
    }
    await().untilAsserted(() -> assertThat(Locks.nodes("valve", zookeeper)).isEmpty());
    await().until(() -> coord.sessionLease().isValid());
    assertThat(coord.sessionLease().sessionId()).isEqualTo(session);
    assertThat(heard).containsExactly("lost");
    assertThat(grant.isValid()).isFalse();
  }

  @Test
  void aWaiterThatWasGivenUpQueuesAgainThoughItsSessionLives() throws Exception {
    LockGrant first = zookeeper.coord("a").distributedLock("valve").lock();
    String holder = Locks.nodes("valve", zookeeper).get(0);
    CuratorFramework client = zookeeper.client();
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    CompletableFuture<LockGrant> waiting = coord.distributedLock("valve").lockAsync();
    await().until(() -> Locks.watches(zookeeper) == 2);
    List<String> before = Locks.nodes("valve", zookeeper);
    for (ConnectionState change :
        List.of(ConnectionState.SUSPENDED, ConnectionState.LOST, ConnectionState.RECONNECTED)) {
      change(client, change);
    }
    await()
        .untilAsserted(
            () -> {
              List<String> nodes = Locks.nodes("valve", zookeeper);
              assertThat(nodes).hasSize(2).contains(holder);
              assertThat(before.containsAll(nodes)).isFalse();
            });
    first.close();
    assertThat(waiting.get(30, TimeUnit.SECONDS).isValid()).isTrue();
    await().untilAsserted(() -> assertThat(Locks.nodes("valve", zookeeper)).hasSize(1));
  }

  // ZooKeeper's client may take two seconds to come back, and its session must not have ended then.
  private static IotCoord coordWithLongSession(String identity, String connectString)
      throws InterruptedException {
    CuratorFramework client = zookeeper.client(connectString, Duration.ofSeconds(4));
    return zookeeper.own(zookeeper.builder(client).identity(identity).build());
  }

  // As Curator tells its listeners.
  @SuppressWarnings("unchecked")
  private static void change(CuratorFramework client, ConnectionState change) {
    ((UnaryListenerManager<ConnectionStateListener>) client.getConnectionStateListenable())
        .forEach(listener -> listener.stateChanged(client, change));
  }
}
