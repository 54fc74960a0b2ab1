package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.SessionLease;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionKeeperTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void hearsOfTheConnectionInOrderHoweverQuicklyItChanges() throws Exception {
    CuratorFramework client = zookeeper.client();
    SessionLease lease = zookeeper.own(zookeeper.builder(client).build()).sessionLease();
    for (int i = 0; i < 50; i++) {
      change(client, ConnectionState.SUSPENDED);
      change(client, ConnectionState.RECONNECTED);
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(20))
          .until(lease::isValid);
      change(client, ConnectionState.RECONNECTED);
      change(client, ConnectionState.SUSPENDED);
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(20))
          .until(() -> !lease.isValid());
    }
    change(client, ConnectionState.SUSPENDED);
    await().during(ZooKeeperExtension.SESSION).until(() -> !lease.isValid());
    change(client, ConnectionState.RECONNECTED);
    await().until(lease::isValid);
  }

  @Test
  void theSameSessionMayComeBackAfterItWasGivenUp() throws Exception {
    CuratorFramework client = zookeeper.client();
    SessionLease lease = zookeeper.own(zookeeper.builder(client).build()).sessionLease();
    long session = lease.sessionId();
    assertThat(session).isNotZero();
    List<State> heard = new CopyOnWriteArrayList<>();
    lease.addListener(heard::add, Runnable::run);
    change(client, ConnectionState.SUSPENDED);
    change(client, ConnectionState.LOST);
    change(client, ConnectionState.RECONNECTED);
    await().until(lease::isValid);
    assertThat(heard).containsExactly(State.UNCERTAIN, State.LOST, State.HELD);
    assertThat(lease.sessionId()).isEqualTo(session);
  }

  // As Curator tells its listeners.
  @SuppressWarnings("unchecked")
  private static void change(CuratorFramework client, ConnectionState change) {
    ((UnaryListenerManager<ConnectionStateListener>) client.getConnectionStateListenable())
        .forEach(listener -> listener.stateChanged(client, change));
  }
}
