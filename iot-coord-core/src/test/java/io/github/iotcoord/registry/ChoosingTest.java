package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Selectors on a real view, beside real health. */
class ChoosingTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void aLockedDeviceIsNotChosenUntilItIsEnabledAgain() throws Exception {
    DeviceRegistry registry = registered("a", "b");
    DeviceSelector selector = selector(SelectorOptions.of(SelectionStrategy.ROUND_ROBIN));
    registry.setAdminState(DeviceId.of("a"), AdminState.LOCKED);
    await().untilAsserted(() -> assertThat(chosen(selector)).containsExactly("b"));
    registry.setAdminState(DeviceId.of("a"), AdminState.ENABLED);
    await().untilAsserted(() -> assertThat(chosen(selector)).containsExactlyInAnyOrder("a", "b"));
  }

  @Test
  void anOutageLeavesTheCandidates() throws Exception {
    registered("a", "b", "c");
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    DeviceSelector selector =
        zookeeper.own(view.selector(DeviceQuery.all(), SelectionStrategy.ROUND_ROBIN));
    zookeeper.server().stop();
    try {
      await().until(() -> !view.freshness().live());
      assertThat(chosen(selector)).containsExactlyInAnyOrder("a", "b", "c");
    } finally {
      zookeeper.server().restart();
    }
    await().until(() -> view.freshness().live());
    assertThat(chosen(selector)).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void whoFallsSilentIsNotChosenWhileSomebodyElseIsThere() throws Exception {
    registered("beating", "silent");
    HeartbeatMonitor monitor = zookeeper.coord("gateway").heartbeatMonitor();
    monitor.track(DeviceId.of("beating"), Duration.ofMinutes(5));
    monitor.track(DeviceId.of("silent"), Duration.ofMillis(50));
    monitor.beat(DeviceId.of("beating"));
    monitor.beat(DeviceId.of("silent"));
    FleetHealth health = zookeeper.own(zookeeper.coord("app").fleetHealth());
    DeviceSelector selector =
        selector(
            SelectorOptions.of(SelectionStrategy.ROUND_ROBIN).withHealth(health.asHealthSource()));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(chosen(selector)).containsExactly("beating"));
  }

  @Test
  @SuppressWarnings("NullAway") // what the compiler would refuse
  void badArgumentsAreNamed() throws Exception {
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    assertThatThrownBy(() -> view.selector(DeviceQuery.all(), (SelectorOptions) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("options");
    assertThatThrownBy(() -> SelectorOptions.of(null)).hasMessageContaining("strategy");
    SelectorOptions options = SelectorOptions.of(SelectionStrategy.RENDEZVOUS);
    assertThatThrownBy(() -> options.withEjection(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("longestEjection");
    assertThatThrownBy(() -> options.withWeightOf("")).hasMessageContaining("attribute");
    DeviceSelector selector = view.selector(DeviceQuery.all(), options);
    assertThatThrownBy(() -> selector.select(null)).hasMessageContaining("key");
    assertThatThrownBy(() -> selector.reportError(null)).hasMessageContaining("device id");
  }

  private static DeviceRegistry registered(String... ids) throws Exception {
    IotCoord coord = zookeeper.coord("registrar");
    for (String id : ids) {
      coord.deviceRegistry().register(Device.of(id, "sensor"));
    }
    return coord.deviceRegistry();
  }

  private static DeviceSelector selector(SelectorOptions options) throws Exception {
    DeviceView view = zookeeper.own(zookeeper.coord("chooser").deviceRegistry().view());
    return zookeeper.own(view.selector(DeviceQuery.ofType("sensor"), options));
  }

  private static Set<String> chosen(DeviceSelector selector) {
    Set<String> chosen = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      chosen.add(selector.select().orElseThrow().id().value());
    }
    return chosen;
  }
}
