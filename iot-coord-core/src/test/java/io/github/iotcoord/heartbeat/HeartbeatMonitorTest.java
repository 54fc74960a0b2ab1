package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HeartbeatMonitorTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final DeviceId A = DeviceId.of("a");
  private static final DeviceId B = DeviceId.of("b");

  private final ManualTicker ticker = new ManualTicker();

  private HeartbeatMonitor monitor(IotCoord coord) {
    return coord.heartbeatMonitor(
        HeartbeatOptions.defaults()
            .withDetector(FailureDetector.fixed(Duration.ofSeconds(30)))
            .withTick(Duration.ofMillis(20))
            .withOverrun(Duration.ofSeconds(5)) // the ticker only moves by hand
            .withTicker(ticker));
  }

  private static void awaitStatus(FleetHealth fleet, DeviceId device, DeviceStatus status) {
    await()
        .until(() -> fleet.find(device).map(DeviceHealth::status).orElse(null), s -> s == status);
  }

  private static String lastZxid() {
    return zookeeper.ask("srvr").lines().filter(l -> l.startsWith("Zxid")).findFirst().orElse("");
  }

  @Test
  void transitionsReachAnotherProcess() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    List<HealthTransition> heard = new CopyOnWriteArrayList<>();
    fleet.addListener(heard::add, Runnable::run);

    monitor.track(A, PERIOD);
    monitor.track(B, PERIOD);
    monitor.flush();
    awaitStatus(fleet, A, DeviceStatus.UP);
    assertThat(fleet.gateways()).containsExactly("gw");

    ticker.advance(Duration.ofSeconds(20));
    assertThat(monitor.beat(B)).isTrue();
    ticker.advance(Duration.ofSeconds(10));
    awaitStatus(fleet, A, DeviceStatus.SUSPECT);
    ticker.advance(PERIOD);
    awaitStatus(fleet, A, DeviceStatus.DOWN);
    assertThat(fleet.counts())
        .containsEntry(DeviceStatus.UP, 1L)
        .containsEntry(DeviceStatus.DOWN, 1L)
        .containsEntry(DeviceStatus.SUSPECT, 0L)
        .containsEntry(DeviceStatus.UNREACHABLE, 0L);
    monitor.beat(A, 17);
    awaitStatus(fleet, A, DeviceStatus.UP);

    DeviceHealth health = fleet.find(A).orElseThrow();
    assertThat(health).isEqualTo(monitor.find(A).orElseThrow());
    assertThat(health.transition()).isEqualTo(4);
    assertThat(health.reason()).isEqualTo("heard after 40 s");
    monitor.untrack(A);
    await().until(() -> fleet.find(A).isEmpty());
    assertThat(fleet.all()).extracting(DeviceHealth::device).containsExactly(B);
    await()
        .untilAsserted(
            () ->
                assertThat(heard)
                    .filteredOn(t -> of(t).device().equals(A))
                    .extracting(t -> t.after() == null ? null : t.after().status())
                    .containsExactly(
                        DeviceStatus.UP,
                        DeviceStatus.SUSPECT,
                        DeviceStatus.DOWN,
                        DeviceStatus.UP,
                        null));
  }

  private static DeviceHealth of(HealthTransition transition) {
    DeviceHealth after = transition.after();
    DeviceHealth before = transition.before();
    return after != null ? after : java.util.Objects.requireNonNull(before);
  }

  @Test
  void aSteadyFleetWritesNothing() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    for (int i = 0; i < 1_000; i++) {
      monitor.track(DeviceId.of("d" + i), PERIOD);
    }
    monitor.flush();
    String before = lastZxid();
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 1_000; i++) {
        monitor.beat(DeviceId.of("d" + i), round);
      }
      ticker.advance(PERIOD);
    }
    await().during(Duration.ofMillis(500)).until(() -> lastZxid().equals(before));
    assertThat(monitor.size()).isEqualTo(1_000);
  }

  @Test
  void tenThousandDevicesArePublished() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    for (int i = 0; i < 10_000; i++) {
      monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    monitor.flush();
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    assertThat(fleet.all()).hasSize(10_000);
    assertThat(fleet.counts()).containsEntry(DeviceStatus.UP, 10_000L);
    ticker.advance(Duration.ofSeconds(30));
    await()
        .until(
            () ->
                fleet.counts().containsValue(10_000L)
                    && fleet.counts().getOrDefault(DeviceStatus.UP, 1L) == 0);
    for (int i = 0; i < 10_000; i++) {
      monitor.untrack(DeviceId.of("device-" + i));
    }
    monitor.flush();
    await().until(() -> fleet.all().isEmpty());
    // That they fell silent together was told.
    assertThat(zookeeper.client().getChildren().forPath(zookeeper.root() + "/health/gw"))
        .containsExactly("group");
  }

  @Test
  void aHandleTakesBeatsUntilItsDeviceIsUntracked() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    TrackedDevice device = monitor.track(A, PERIOD);
    assertThat(device.device()).isEqualTo(A);
    ticker.advance(Duration.ofSeconds(30));
    await().until(() -> monitor.find(A).orElseThrow().status() == DeviceStatus.SUSPECT);
    assertThat(device.beat()).isTrue();
    assertThat(monitor.find(A).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    assertThat(monitor.track(DeviceId.of("a"), PERIOD).beat(7)).isTrue();
    assertThat(device.beat(8)).isTrue();

    device.close();
    assertThat(monitor.find(A)).isEmpty();
    assertThat(device.beat()).isFalse();
    TrackedDevice another = monitor.track(B, PERIOD);
    assertThat(device.beat()).as("its place is another's now").isFalse();
    device.close();
    assertThat(another.beat()).isTrue();
    TrackedDevice again = monitor.track(DeviceId.of("a"), PERIOD);
    device.close();
    assertThat(again.beat()).isTrue();
    monitor.close();
    assertThatThrownBy(again::beat).isInstanceOf(CoordinationClosedException.class);
  }

  @Test
  void whatIsToldOfConnectionsReachesAnotherProcess() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    monitor.track(A, PERIOD);
    assertThat(monitor.connected(A, 3)).isTrue();
    assertThat(monitor.disconnected(A, 2, "an old one")).isFalse();
    assertThat(monitor.disconnected(A, 3, "keep-alive timeout")).isTrue();
    awaitStatus(fleet, A, DeviceStatus.DOWN);
    assertThat(fleet.find(A).orElseThrow().reason()).isEqualTo("disconnected: keep-alive timeout");
    assertThat(monitor.connected(A, 4)).isTrue();
    awaitStatus(fleet, A, DeviceStatus.UP);
    assertThatThrownBy(() -> monitor.connected(A, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("session");
    assertThatThrownBy(() -> monitor.disconnected(A, 4, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reason");
  }

  @Test
  void aSilenceOfTheGatewayIsOneEvent() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    List<GroupTransition> heard = new CopyOnWriteArrayList<>();
    monitor.addGroupListener(heard::add, Runnable::run);
    for (int i = 0; i < 50; i++) {
      monitor.track(DeviceId.of("d" + i), PERIOD);
    }
    assertThat(monitor.group().status()).isEqualTo(GroupStatus.UP);
    ticker.advance(Duration.ofSeconds(30));
    await().until(() -> monitor.group().status() == GroupStatus.SILENT);
    ticker.advance(PERIOD);
    DeviceId some = DeviceId.of("d17");
    await().until(() -> monitor.find(some).orElseThrow().status() == DeviceStatus.UNREACHABLE);
    for (int i = 0; i < 50; i++) {
      monitor.beat(DeviceId.of("d" + i));
    }
    await().until(() -> monitor.group().status() == GroupStatus.UP);
    assertThat(monitor.find(some).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    await().until(() -> heard.size() == 2);
    assertThat(heard.get(1).after()).isEqualTo(monitor.group());
    assertThat(heard.get(1).before()).isEqualTo(heard.get(0).after());
  }

  @RepeatedTest(10)
  void pagesThatEmptyWhileTheyAreWrittenAreDeleted() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    for (int i = 0; i < 3_000; i++) {
      monitor.track(DeviceId.of("device-" + i), PERIOD);
    }
    monitor.flush();
    for (int i = 0; i < 3_000; i++) {
      monitor.untrack(DeviceId.of("device-" + i));
    }
    monitor.flush();
    assertThat(zookeeper.client().getChildren().forPath(zookeeper.root() + "/health/gw")).isEmpty();
  }

  @Test
  void listenersHearInOrderAndDoNotHarmEachOther() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    List<String> heard = new CopyOnWriteArrayList<>();
    monitor.addListener(
        t -> {
          throw new IllegalStateException("a bad listener");
        },
        Runnable::run);
    monitor.addListener(
        t -> heard.add(of(t).status() + (t.after() == null ? "-" : "")), Runnable::run);
    monitor.track(A, PERIOD);
    ticker.advance(Duration.ofSeconds(30));
    await().until(() -> heard.size() == 2);
    monitor.beat(A);
    monitor.untrack(A);
    await().untilAsserted(() -> assertThat(heard).containsExactly("UP", "SUSPECT", "UP", "UP-"));
  }

  @Test
  void anEntryPointHasOneMonitor() throws Exception {
    IotCoord coord = zookeeper.coord("gw");
    HeartbeatMonitor monitor = coord.heartbeatMonitor();
    assertThat(monitor.gateway()).isEqualTo("gw");
    assertThat(coord.heartbeatMonitor()).isSameAs(monitor);
    assertThat(coord.heartbeatMonitor(HeartbeatOptions.defaults())).isSameAs(monitor);
    assertThatThrownBy(() -> monitor(coord))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gw");
    monitor.close();
    assertThat(monitor(coord)).isNotSameAs(monitor);
  }

  @Test
  void badInputIsRefusedByName() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    assertThatThrownBy(() -> monitor.track(A, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(() -> monitor.track(A, Duration.ofDays(31)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30 days");
    assertThatThrownBy(() -> monitor.track(A, nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(() -> monitor.beat(nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device");
    assertThatThrownBy(() -> monitor.expectSilence(A, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("duration");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withDetector(nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("detector");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withTick(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tick");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withOverrun(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overrun");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withRecoveryBeats(15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("recoveryBeats");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withFlapping(1, PERIOD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flapOutages");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withFlapping(3, Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flapHalfLife");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withMassSilence(1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("massSilenceDevices");
    assertThatThrownBy(() -> HeartbeatOptions.defaults().withMassSilence(10, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("massSilenceShare");
    assertThat(monitor.beat(B)).isFalse();
    assertThat(monitor.find(B)).isEmpty();
    monitor.untrack(B);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without it may do
  private static <T> T nothing() {
    return null;
  }

  @Test
  void closingGivesUpThePresenceAndLeavesNothingBehind() throws Exception {
    IotCoord coord = zookeeper.coord("gw");
    HeartbeatMonitor monitor = monitor(coord);
    monitor.track(A, PERIOD);
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    awaitStatus(fleet, A, DeviceStatus.UP);
    monitor.track(B, PERIOD);
    monitor.close();
    monitor.close();

    awaitStatus(fleet, A, DeviceStatus.UNREACHABLE);
    awaitStatus(fleet, B, DeviceStatus.UNREACHABLE);
    assertThat(fleet.gateways()).isEmpty();
    assertThat(fleet.find(A).orElseThrow().reason()).isEqualTo("gateway gw is gone; last known UP");
    assertThat(zookeeper.ask("dump")).doesNotContain(zookeeper.root() + "/gateways");
    assertThat(zookeeper.ask("wchp")).doesNotContain(zookeeper.root() + "/gateways/");
    assertThatThrownBy(() -> monitor.track(A, PERIOD))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> monitor.beat(A)).isInstanceOf(CoordinationClosedException.class);

    HeartbeatMonitor second = monitor(coord);
    second.track(B, PERIOD);
    second.flush();
    awaitStatus(fleet, B, DeviceStatus.UP);
    awaitStatus(fleet, A, DeviceStatus.UNREACHABLE);
    assertThat(fleet.find(B).orElseThrow().transition()).isGreaterThan(1);
    coord.close();
    awaitStatus(fleet, B, DeviceStatus.UNREACHABLE);
    assertThat(zookeeper.ask("dump")).doesNotContain(zookeeper.root() + "/gateways");
  }

  @Test
  void closingAViewLeavesNoWatch() throws Exception {
    FleetHealth fleet = zookeeper.coord("app").fleetHealth();
    assertThat(fleet.freshness().live()).isTrue();
    fleet.close();
    fleet.close();
    await().until(() -> !zookeeper.ask("wchp").contains(zookeeper.root() + "/"));
    assertThat(fleet.freshness().live()).isFalse();
  }
}
