package io.github.iotcoord.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionLeaseTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void isHeldWhenBuildReturnsAndStaysHeld() throws Exception {
    SessionLease lease = zookeeper.coord("a").sessionLease();
    assertThat(lease.isValid()).isTrue();
    assertThat(lease.remaining()).isBetween(Duration.ofMillis(1), ZooKeeperExtension.SESSION);
    List<State> heard = new CopyOnWriteArrayList<>();
    lease.addListener(heard::add, Runnable::run);
    await()
        .during(ZooKeeperExtension.SESSION.multipliedBy(2))
        .atMost(Duration.ofSeconds(10))
        .until(lease::isValid);
    assertThat(heard).isEmpty();
  }

  @Test
  void endsBeforeTheServerEndsAFrozenSession() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    SessionLease lease = zookeeper.coord("a", proxy).sessionLease();
    long frozen = lease.sessionId();
    List<State> heard = new CopyOnWriteArrayList<>();
    lease.addListener(heard::add, Runnable::run);

    proxy.freeze();
    await().until(() -> !lease.isValid());
    assertThat(serverKnows(frozen)).isTrue();
    await().until(() -> !serverKnows(frozen));
    proxy.unfreeze();

    await().until(lease::isValid);
    assertThat(lease.sessionId()).isNotEqualTo(frozen);
    assertThat(heard).containsExactly(State.UNCERTAIN, State.LOST, State.HELD);
  }

  @Test
  void comesBackWithTheSameSessionAfterACut() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    // Long enough for the client, which takes its time to connect again.
    CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
    SessionLease lease = zookeeper.own(zookeeper.builder(client).build()).sessionLease();
    long session = lease.sessionId();
    proxy.cut();
    await().until(() -> lease.state() == State.UNCERTAIN);
    proxy.mend();
    await().until(lease::isValid);
    assertThat(lease.sessionId()).isEqualTo(session);
  }

  @Test
  void aPausedProcessSeesItAtItsFirstLook() throws Exception {
    ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
    IotCoord coord = zookeeper.own(zookeeper.builder(zookeeper.client()).ticker(ticker).build());
    SessionLease lease = coord.sessionLease();
    assertThat(lease.isValid()).isTrue();
    ticker.advance(ZooKeeperExtension.SESSION);
    assertThat(lease.isValid()).isFalse();
    assertThat(lease.remaining()).isZero();
    await()
        .until(
            () -> {
              ticker.advance(Duration.ofMillis(10));
              return lease.isValid();
            });
  }

  private static boolean serverKnows(long session) {
    return zookeeper.ask("dump").contains(Long.toHexString(session));
  }
}
