package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.MutingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Attempts of one process at one lock. */
class LocalHandOverTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void aHandfulOfNodesStandForManyAttemptsAndTheyAreServedInOrder() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    LockGrant first = lock.lock();
    List<Long> tokens = new CopyOnWriteArrayList<>();
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      waiting.add(
          lock.lockAsync()
              .thenAccept(
                  grant -> {
                    order.add(number);
                    tokens.add(grant.token());
                    grant.close();
                  }));
    }
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 9);
    assertThat(Locks.watches(zookeeper)).as("that of the holder on its own node").isEqualTo(1);
    first.close();
    CompletableFuture.allOf(waiting.toArray(new CompletableFuture<?>[0])).get(20, TimeUnit.SECONDS);
    assertThat(order).isSorted().hasSize(100);
    assertThat(tokens).isSorted().doesNotHaveDuplicates();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
    await().until(() -> Locks.watches(zookeeper) == 0);
  }

  @Test
  void theNextOneNeedNotWaitForTheAnswerToTheRelease() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
    DistributedLock lock =
        zookeeper.own(zookeeper.builder(client).build()).distributedLock("valve");
    LockGrant first = lock.lock();
    CompletableFuture<LockGrant> second = lock.lockAsync();
    CompletableFuture<LockGrant> third = lock.lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 3);
    proxy.mute();
    first.close();
    LockGrant granted = second.get(20, TimeUnit.SECONDS);
    assertThat(third).isNotDone();
    assertThat(granted.token()).isGreaterThan(first.token());
    proxy.cut();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    granted.close();
    third.get(30, TimeUnit.SECONDS).close();
    await().until(() -> Locks.nodes("valve", zookeeper).isEmpty());
  }

  @Test
  void anotherProcessInBetweenIsServedInBetween() throws Exception {
    IotCoord a = zookeeper.coord("a");
    LockGrant first = a.distributedLock("valve").lock();
    CompletableFuture<LockGrant> second = zookeeper.coord("b").distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    CompletableFuture<LockGrant> third = a.distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 3);
    first.close();
    LockGrant foreign = second.get(20, TimeUnit.SECONDS);
    assertThat(third).isNotDone();
    foreign.close();
    assertThat(third.get(20, TimeUnit.SECONDS).token()).isGreaterThan(foreign.token());
  }

  @Test
  void aNodeOfAnEarlierSessionIsNotOurs() throws Exception {
    // It says of itself that it is ours, but by a session that is about to end.
    IotCoord coord = zookeeper.coord("a");
    LockGrant grant = coord.distributedLock("other").lock();
    CuratorFramework dying = zookeeper.client();
    dying
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath(
            zookeeper.root() + "/locks/valve/lock-",
            Locks.payload("other", zookeeper).getBytes(StandardCharsets.UTF_8));
    CompletableFuture<LockGrant> waiting = coord.distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    assertThat(coord.distributedLock("valve").tryLock(Duration.ofMillis(200))).isEmpty();
    assertThat(waiting).isNotDone();
    dying.close();
    assertThat(waiting.get(20, TimeUnit.SECONDS).isValid()).isTrue();
    assertThat(grant.isValid()).isTrue();
  }

  @Test
  void whoHoldsALockAndSinceWhenCanBeRead() throws Exception {
    LockGrant first = zookeeper.coord("gateway-1").distributedLock("valve").lock();
    CompletableFuture<LockGrant> second =
        zookeeper.coord("gateway-2").distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    assertThat(Locks.payload("valve", zookeeper))
        .contains("\"holder\":\"gateway-1\"")
        .contains("\"since\":\"")
        .doesNotContain("acquired");
    first.close();
    second.get(20, TimeUnit.SECONDS);
    await()
        .untilAsserted(
            () ->
                assertThat(Locks.payload("valve", zookeeper))
                    .contains("\"holder\":\"gateway-2\"")
                    .contains("\"acquired\":\""));
  }
}
