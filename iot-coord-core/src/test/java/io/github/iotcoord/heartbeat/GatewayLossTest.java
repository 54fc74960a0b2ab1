package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatewayLossTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DeviceId A = DeviceId.of("a");
  private static final DeviceId B = DeviceId.of("b");

  private final ManualTicker ticker = new ManualTicker();
  private final List<DeviceStatus> heard = new CopyOnWriteArrayList<>();

  private HeartbeatMonitor monitor(IotCoord coord) {
    return coord.heartbeatMonitor(
        HeartbeatOptions.defaults()
            .withDetector(FailureDetector.fixed(PATIENCE))
            .withTick(Duration.ofMillis(20))
            .withOverrun(Duration.ofSeconds(5)) // the ticker only moves by hand
            .withGrace(Duration.ofSeconds(1))
            .withTicker(ticker));
  }

  private FleetHealth fleet() throws InterruptedException {
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    fleet.addListener(
        t -> {
          DeviceHealth after = t.after();
          if (after != null && after.device().equals(A)) {
            heard.add(after.status());
          }
        },
        Runnable::run);
    return fleet;
  }

  private static void awaitStatus(FleetHealth fleet, DeviceId device, DeviceStatus status) {
    await()
        .until(() -> fleet.find(device).map(DeviceHealth::status).orElse(null), s -> s == status);
  }

  private static void awaitStatus(HeartbeatMonitor monitor, DeviceStatus status) {
    await().until(() -> monitor.find(A).map(DeviceHealth::status).orElse(null), s -> s == status);
  }

  @Test
  void devicesOfAGatewayThatIsCutOffAreUnreachableAndNotDown() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("gw", proxy);
    HeartbeatMonitor monitor = monitor(coord);
    FleetHealth fleet = fleet();
    monitor.track(A, PERIOD);
    awaitStatus(fleet, A, DeviceStatus.UP);

    proxy.cut();
    await()
        .atMost(ZooKeeperExtension.SESSION.plus(ZooKeeperExtension.TICK.multipliedBy(10)))
        .until(() -> fleet.find(A).orElseThrow().status() == DeviceStatus.UNREACHABLE);
    await().until(() -> !coord.sessionLease().isValid());
    ticker.advance(Duration.ofHours(1));
    await()
        .during(Duration.ofMillis(300))
        .until(() -> monitor.find(A).orElseThrow().status() == DeviceStatus.UP);
    assertThat(fleet.gateways()).isEmpty();
    assertThat(heard).containsExactly(DeviceStatus.UP, DeviceStatus.UNREACHABLE);
    proxy.mend();
  }

  @Test
  void afterAFreezeBeyondTheSessionDevicesComeBackWithoutHavingBeenDown() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("gw", proxy);
    HeartbeatMonitor monitor = monitor(coord);
    FleetHealth fleet = fleet();
    monitor.track(A, PERIOD);
    awaitStatus(fleet, A, DeviceStatus.UP);
    proxy.freeze();
    awaitStatus(fleet, A, DeviceStatus.UNREACHABLE);
    monitor.track(B, PERIOD);
    ticker.advance(Duration.ofHours(1));
    assertThat(monitor.beat(A)).isTrue();
    proxy.unfreeze();

    awaitStatus(fleet, A, DeviceStatus.UP);
    awaitStatus(fleet, B, DeviceStatus.UP);
    assertThat(heard).containsExactly(DeviceStatus.UP, DeviceStatus.UNREACHABLE, DeviceStatus.UP);
    // From here on silence counts again.
    ticker.advance(PATIENCE);
    awaitStatus(fleet, A, DeviceStatus.SUSPECT);
    monitor.flush();
  }

  @Test
  void whileTheConnectionIsDownNobodyIsCondemnedAndRecoveriesAreToldAfterwards() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    // The lease ends at once by this clock, however slow the machine: the session lives on.
    AtomicLong ahead = new AtomicLong();
    IotCoord coord =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client(proxy.connectString(), ZooKeeperExtension.LONG_SESSION))
                .identity("gw")
                .ticker(() -> System.nanoTime() + ahead.get())
                .build());
    HeartbeatMonitor monitor = monitor(coord);
    FleetHealth fleet = fleet();
    monitor.track(A, PERIOD);
    monitor.track(B, PERIOD);
    ticker.advance(PATIENCE.minusSeconds(1));
    monitor.beat(B);
    ticker.advance(Duration.ofSeconds(1));
    awaitStatus(fleet, A, DeviceStatus.SUSPECT);

    proxy.cut();
    ahead.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(coord.sessionLease().isValid()).isFalse();
    ticker.advance(PATIENCE.multipliedBy(10));
    monitor.beat(A);
    proxy.mend();
    awaitStatus(fleet, A, DeviceStatus.UP);
    assertThat(fleet.find(B).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    assertThat(heard).doesNotContain(DeviceStatus.DOWN, DeviceStatus.UNREACHABLE);
  }

  @Test
  void aPausedProcessCondemnsNobody() throws Exception {
    AtomicLong pauses = new AtomicLong();
    Ticker pausing = () -> System.nanoTime() + pauses.get();
    IotCoord coord =
        zookeeper.own(zookeeper.builder(zookeeper.client()).identity("gw").ticker(pausing).build());
    HeartbeatMonitor monitor =
        coord.heartbeatMonitor(
            HeartbeatOptions.defaults()
                .withDetector(FailureDetector.fixed(PATIENCE))
                .withTick(Duration.ofMillis(20))
                .withTicker(pausing));
    List<HealthTransition> transitions = new CopyOnWriteArrayList<>();
    monitor.addListener(transitions::add, Runnable::run);
    monitor.track(A, PERIOD);
    monitor.flush();
    for (int i = 0; i < 5; i++) {
      pauses.addAndGet(Duration.ofHours(1).toNanos());
      assertThat(coord.sessionLease().isValid()).isFalse();
      await().until(() -> coord.sessionLease().isValid());
      assertThat(monitor.beat(A)).isTrue();
    }
    assertThat(transitions).hasSize(1);
  }

  @Test
  void aRestartedGatewayTakesOverAndTheOldOneCannotOverwrite() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    HeartbeatMonitor old = monitor(zookeeper.coord("gw", proxy));
    FleetHealth fleet = fleet();
    old.track(A, PERIOD);
    old.track(B, PERIOD);
    ticker.advance(PATIENCE);
    awaitStatus(fleet, A, DeviceStatus.SUSPECT);
    awaitStatus(fleet, B, DeviceStatus.SUSPECT);
    old.flush();
    proxy.freeze();

    HeartbeatMonitor restarted = monitor(zookeeper.coord("gw"));
    restarted.track(A, PERIOD);
    restarted.flush();
    awaitStatus(fleet, A, DeviceStatus.UP);
    awaitStatus(fleet, B, DeviceStatus.UNREACHABLE);
    DeviceHealth health = fleet.find(A).orElseThrow();
    assertThat(health.transition()).isGreaterThan(2);

    old.beat(B);
    old.untrack(A);
    proxy.unfreeze();
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(old::flush)
                    .isInstanceOf(CoordinationException.class)
                    .hasMessageContaining("gw")
                    .hasMessageContaining("taken its place"));
    assertThat(fleet.find(A)).contains(health);
    assertThat(fleet.find(B).orElseThrow().status()).isEqualTo(DeviceStatus.UNREACHABLE);
    // It goes on judging for itself.
    ticker.advance(PATIENCE);
    await()
        .until(
            () -> old.find(B).map(DeviceHealth::status).orElse(null), DeviceStatus.SUSPECT::equals);

    restarted.untrack(B);
    restarted.flush();
    await().until(() -> fleet.find(B).isEmpty());
    restarted.beat(A);
    awaitStatus(fleet, A, DeviceStatus.UP);
    old.close();
    assertThat(fleet.gateways()).containsExactly("gw");
  }

  @Test
  void transitionNumbersGoOnAfterARestart() throws Exception {
    IotCoord first = zookeeper.coord("gw");
    HeartbeatMonitor monitor = monitor(first);
    monitor.track(A, PERIOD);
    for (int i = 0; i < 3; i++) {
      ticker.advance(PATIENCE);
      awaitStatus(monitor, DeviceStatus.SUSPECT);
      monitor.beat(A);
    }
    first.close();
    FleetHealth fleet = fleet();
    assertThat(fleet.find(A).orElseThrow().transition()).isEqualTo(7);
    assertThat(fleet.find(A).orElseThrow().status()).isEqualTo(DeviceStatus.UNREACHABLE);

    HeartbeatMonitor restarted = monitor(zookeeper.coord("gw"));
    for (int i = 0; i < 200; i++) {
      restarted.track(DeviceId.of("other-" + i), PERIOD);
    }
    restarted.track(A, PERIOD);
    restarted.flush();
    awaitStatus(fleet, A, DeviceStatus.UP);
    assertThat(fleet.find(A).orElseThrow().transition()).isGreaterThan(7);
    assertThat(fleet.all()).hasSize(201);
  }

  @Test
  void aViewThatMissedThatAClaimWasReplacedTellsOfNoLoss() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    monitor.track(A, PERIOD);
    monitor.flush();
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app", proxy).fleetHealth());
    fleet.addListener(t -> heard.add(Objects.requireNonNull(t.after()).status()), Runnable::run);
    awaitStatus(fleet, A, DeviceStatus.UP);
    proxy.cut();
    await().until(() -> !fleet.freshness().live());
    // As the gateway does on a new session: one more claim of its life, and then without the old.
    CuratorFramework client = zookeeper.client();
    String gateway = zookeeper.root() + "/gateways/gw";
    String old = gateway + "/" + client.getChildren().forPath(gateway).get(0);
    client
        .create()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath(gateway + "/claim-", client.getData().forPath(old));
    client.delete().forPath(old);
    proxy.mend();
    await().until(() -> fleet.freshness().live());
    monitor.track(B, PERIOD);
    awaitStatus(fleet, B, DeviceStatus.UP);
    assertThat(heard).doesNotContain(DeviceStatus.UNREACHABLE, DeviceStatus.DOWN);
  }

  @Test
  void aRestartedGatewayKnowsWhoSleeps() throws Exception {
    IotCoord first = zookeeper.coord("gw");
    HeartbeatMonitor monitor = monitor(first);
    monitor.track(A, PERIOD);
    monitor.track(B, PERIOD);
    monitor.expectSilence(A, Duration.ofHours(8));
    monitor.flush();
    first.close();
    FleetHealth fleet = fleet();
    HeartbeatMonitor restarted = monitor(zookeeper.coord("gw"));
    restarted.track(A, PERIOD);
    restarted.track(B, PERIOD);
    restarted.flush();
    awaitStatus(fleet, B, DeviceStatus.UP);
    ticker.advance(Duration.ofHours(1));
    awaitStatus(fleet, B, DeviceStatus.SUSPECT);
    assertThat(fleet.find(A).orElseThrow().status()).isEqualTo(DeviceStatus.UP);

    ticker.advance(Duration.ofHours(7).plus(PATIENCE).plusSeconds(1));
    awaitStatus(fleet, A, DeviceStatus.SUSPECT);
  }

  @Test
  void survivesARestartOfTheServer() throws Exception {
    IotCoord coord = zookeeper.coord("gw");
    HeartbeatMonitor monitor = monitor(coord);
    FleetHealth fleet = fleet();
    monitor.track(A, PERIOD);
    awaitStatus(fleet, A, DeviceStatus.UP);
    zookeeper.server().stop();
    await().until(() -> !coord.sessionLease().isValid() && !fleet.freshness().live());
    ticker.advance(Duration.ofHours(1));
    monitor.beat(A);
    monitor.track(B, PERIOD);
    assertThat(fleet.find(A).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    zookeeper.server().restart();
    awaitStatus(fleet, B, DeviceStatus.UP);
    await().until(() -> fleet.freshness().live());
    assertThat(fleet.find(A).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    assertThat(heard).doesNotContain(DeviceStatus.DOWN, DeviceStatus.SUSPECT);
  }

  @Test
  void flushIsBoundedByTheOperationTimeout() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client(proxy.connectString(), ZooKeeperExtension.SESSION))
                .identity("gw")
                .operationTimeout(Duration.ofSeconds(1))
                .build());
    HeartbeatMonitor monitor = monitor(coord);
    proxy.freeze();
    monitor.track(A, PERIOD);
    assertThatThrownBy(monitor::flush)
        .isInstanceOf(CoordinationUnavailableException.class)
        .hasMessageContaining("gw");
    proxy.unfreeze();
    await().ignoreExceptions().until(() -> zookeeper.ask("dump").contains("/gateways/gw/claim-"));
  }

  @Test
  void aDeviceHeardByTwoGatewaysIsUpWhileEitherHearsIt() throws Exception {
    HeartbeatMonitor one = monitor(zookeeper.coord("gw-1"));
    IotCoord second = zookeeper.coord("gw-2");
    HeartbeatMonitor two = monitor(second);
    FleetHealth fleet = fleet();
    one.track(A, PERIOD);
    two.track(A, PERIOD);
    one.flush();
    two.flush();
    ticker.advance(PATIENCE.minusSeconds(1));
    two.beat(A);
    ticker.advance(Duration.ofSeconds(1));
    awaitStatus(one, DeviceStatus.SUSPECT);
    one.flush();
    await().until(() -> fleet.find(A).orElseThrow().gateway().equals("gw-2"));
    assertThat(fleet.find(A).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    assertThat(heard).containsOnly(DeviceStatus.UP);

    second.close();
    awaitStatus(fleet, A, DeviceStatus.SUSPECT);
    assertThat(fleet.find(A).orElseThrow().gateway()).isEqualTo("gw-1");
    assertThat(heard).doesNotContain(DeviceStatus.UNREACHABLE);
  }

  @Test
  void aGarbledPageOrClaimIsLeftOutAndTheRestLives() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    FleetHealth fleet = fleet();
    for (int i = 0; i < 200; i++) {
      monitor.track(DeviceId.of("d" + i), PERIOD);
    }
    monitor.flush();
    await().until(() -> fleet.all().size() == 200);
    CuratorFramework curator = zookeeper.client();
    curator.setData().forPath(zookeeper.root() + "/health/gw/0", new byte[] {1, 2, 3});
    curator.create().forPath(zookeeper.root() + "/health/gw/notes", new byte[] {'h', 'i'});
    curator.create().creatingParentsIfNeeded().forPath(zookeeper.root() + "/gateways/gw/mine");
    await().until(() -> fleet.all().size() == 72);
    DeviceId onTheOtherPage = DeviceId.of("d199");
    assertThat(fleet.find(onTheOtherPage).orElseThrow().status()).isEqualTo(DeviceStatus.UP);

    // The next transition on the page writes it whole.
    monitor.untrack(DeviceId.of("d0"));
    await().until(() -> fleet.all().size() == 199);
    curator.delete().forPath(zookeeper.root() + "/health/gw/0");
    monitor.untrack(DeviceId.of("d1"));
    await().until(() -> fleet.all().size() == 198);
  }

  @Test
  void aListenerThatBlocksHoldsUpNobodyElse() throws Exception {
    HeartbeatMonitor monitor = monitor(zookeeper.coord("gw"));
    FleetHealth fleet = fleet();
    var blocked = Executors.newSingleThreadExecutor();
    try {
      fleet.addListener(
          t -> {
            try {
              Thread.currentThread().join();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          },
          blocked);
      monitor.track(A, PERIOD);
      ticker.advance(PATIENCE);
      await().until(() -> heard.contains(DeviceStatus.SUSPECT));
    } finally {
      blocked.shutdownNow();
    }
  }
}
