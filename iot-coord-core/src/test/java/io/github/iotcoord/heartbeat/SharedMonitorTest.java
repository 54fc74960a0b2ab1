package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedMonitorTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int PARTITIONS = 9;
  private static final String FLEET = "fleet";

  @RegisterExtension static final ZooKeeperExtension zk = new ZooKeeperExtension();

  private final ManualTicker ticker = new ManualTicker();

  /** Every word that other processes saw of each device. */
  private final Map<DeviceId, List<DeviceHealth>> seen = new ConcurrentHashMap<>();

  private SharedHeartbeatMonitor monitor(IotCoord coord) throws InterruptedException {
    return coord.sharedHeartbeatMonitor(FLEET, options(judging()));
  }

  private HeartbeatOptions judging() {
    return HeartbeatOptions.defaults()
        .withDetector(FailureDetector.fixed(BeatingFleet.PERIOD.multipliedBy(5)))
        .withTick(Duration.ofMillis(20))
        .withGrace(Duration.ofSeconds(10))
        .withTicker(ticker);
  }

  private static SharedMonitorOptions options(HeartbeatOptions judging) {
    return SharedMonitorOptions.defaults().withPartitions(PARTITIONS).withJudging(judging);
  }

  private BeatRelay relay(IotCoord coord) throws InterruptedException {
    return coord.beatRelay(
        FLEET, RelayOptions.defaults().withPartitions(PARTITIONS).withFlush(Duration.ofMillis(20)));
  }

  private BeatingFleet fleet(int size, BeatRelay... relays) {
    BeatingFleet fleet = zk.own(new BeatingFleet(ticker, size));
    fleet.relays.addAll(List.of(relays));
    return fleet;
  }

  private FleetHealth observe() throws InterruptedException {
    FleetHealth health = zk.own(zk.coord("observer").fleetHealth());
    health.addListener(
        transition -> {
          DeviceHealth after = transition.after();
          if (after != null) {
            seen.computeIfAbsent(after.device(), d -> new CopyOnWriteArrayList<>()).add(after);
          }
        },
        Runnable::run);
    return health;
  }

  private static void awaitAll(FleetHealth health, BeatingFleet fleet, DeviceStatus status) {
    await()
        .atMost(SOON)
        .until(
            () ->
                fleet.devices().stream()
                    .allMatch(
                        device ->
                            health.find(device).map(DeviceHealth::status).orElse(null) == status));
  }

  private static void awaitCounts(FleetHealth health, long up, long down) {
    await()
        .atMost(SOON)
        .until(
            () ->
                health.counts().getOrDefault(DeviceStatus.UP, 0L) == up
                    && health.counts().getOrDefault(DeviceStatus.DOWN, 0L) == down);
  }

  private static void awaitDown(FleetHealth health, BeatingFleet fleet, DeviceId device) {
    fleet.dead.add(device);
    await()
        .atMost(SOON)
        .until(() -> health.find(device).orElseThrow().status() == DeviceStatus.DOWN);
  }

  private static void awaitShared(SharedHeartbeatMonitor... monitors) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              List<Integer> all = new ArrayList<>();
              for (SharedHeartbeatMonitor monitor : monitors) {
                assertThat(monitor.partitions()).isNotEmpty();
                all.addAll(monitor.partitions());
              }
              assertThat(all).hasSize(PARTITIONS).doesNotHaveDuplicates();
            });
  }

  private void assertOnlyDown(Set<DeviceId> dead) {
    seen.forEach(
        (device, words) -> {
          long downs =
              words.stream()
                  .filter(word -> word.status() == DeviceStatus.DOWN)
                  .map(DeviceHealth::transition)
                  .distinct()
                  .count();
          assertThat(downs).as("%s: %s", device, words).isEqualTo(dead.contains(device) ? 1 : 0);
          assertThat(words).extracting(DeviceHealth::transition).as("%s", device).isSorted();
        });
  }

  @Test
  void oneOfThreeMonitorsFreezes() throws Exception {
    FreezingProxy proxy = zk.proxy();
    SharedHeartbeatMonitor one = monitor(zk.coord("one"));
    SharedHeartbeatMonitor two = monitor(zk.coord("two"));
    SharedHeartbeatMonitor frozen = monitor(zk.coord("frozen", proxy));
    awaitShared(one, two, frozen);
    FleetHealth health = observe();
    BeatingFleet fleet = fleet(300, relay(zk.coord("a")), relay(zk.coord("b")));
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    assertThat(one.size() + two.size() + frozen.size()).isEqualTo(300);
    DeviceId early = fleet.devices().get(0);
    awaitDown(health, fleet, early);
    DeviceId late =
        fleet.devices().stream()
            .filter(device -> !device.equals(early) && frozen.find(device).isPresent())
            .findFirst()
            .orElseThrow();
    Set<Integer> lost = frozen.partitions();
    Map<Integer, String> oldClaims = new HashMap<>();
    for (int partition : lost) {
      oldClaims.put(partition, claim(partition));
    }

    proxy.freeze();
    await()
        .atMost(SOON)
        .until(() -> one.partitions().size() + two.partitions().size() == PARTITIONS);
    awaitCounts(health, 299, 1);
    awaitDown(health, fleet, late);
    for (Map.Entry<Integer, String> old : oldClaims.entrySet()) {
      assertLateWritesAreRefused(old.getKey(), old.getValue());
    }

    proxy.unfreeze();
    awaitShared(one, two, frozen);
    DeviceId last = fleet.devices().get(299);
    awaitDown(health, fleet, last);
    assertOnlyDown(Set.of(early, late, last));
    assertThat(health.find(early).orElseThrow().status()).isEqualTo(DeviceStatus.DOWN);
  }

  private String claim(int partition) throws Exception {
    String gateway = zk.root() + "/gateways/" + FLEET + "." + partition;
    List<String> claims = zk.client().getChildren().forPath(gateway);
    assertThat(claims).hasSize(1);
    return gateway + "/" + claims.get(0);
  }

  // What the old holder would send if it went on: a transaction that begins with its claim.
  private void assertLateWritesAreRefused(int partition, String oldClaim) throws Exception {
    CuratorFramework client = zk.client();
    String page = zk.root() + "/health/" + FLEET + "." + partition + "/0";
    byte[] before = client.getData().forPath(page);
    assertThat(claim(partition)).isGreaterThan(oldClaim);
    assertThatThrownBy(
            () ->
                client
                    .transaction()
                    .forOperations(
                        client.transactionOp().check().forPath(oldClaim),
                        client.transactionOp().setData().forPath(page, new byte[0])))
        .isInstanceOf(KeeperException.NoNodeException.class);
    assertThat(client.getData().forPath(page)).isNotEmpty();
    assertThat(before).isNotEmpty();
  }

  @Test
  void aRelayThatIsCutOffCondemnsNobody() throws Exception {
    FreezingProxy proxy = zk.proxy();
    SharedHeartbeatMonitor monitor = monitor(zk.coord("one"));
    IotCoord cutOff =
        zk.own(
            zk.builder(zk.client(proxy.connectString(), Duration.ofSeconds(4)))
                .identity("b")
                .build());
    FleetHealth health = observe();
    BeatingFleet fleet = fleet(100, relay(zk.coord("a")), relay(cutOff));
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    List<HealthTransition> transitions = new CopyOnWriteArrayList<>();
    monitor.addListener(transitions::add, Runnable::run);
    // All devices are heard by the relay that will be cut off, and by it alone.
    fleet.relays.remove(0);

    proxy.freeze();
    // A second and a half of ours are fifteen of the devices', and the timeout is five.
    await().atMost(SOON).during(1_500, TimeUnit.MILLISECONDS).until(transitions::isEmpty);
    proxy.unfreeze();

    await().atMost(SOON).during(1_000, TimeUnit.MILLISECONDS).until(transitions::isEmpty);
    assertOnlyDown(Set.of());
    awaitDown(health, fleet, fleet.devices().get(0));
  }

  @Test
  void aRelayThatDiesStopsTheClockUntilItIsGone() throws Exception {
    FreezingProxy proxy = zk.proxy();
    monitor(zk.coord("one"));
    FleetHealth health = observe();
    BeatRelay survivor = relay(zk.coord("a"));
    BeatingFleet fleet = fleet(100, survivor, relay(zk.coord("b", proxy)));
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);

    proxy.cut();
    fleet.relays.remove(1); // devices go to the other one
    DeviceId died = fleet.devices().get(7);
    awaitDown(health, fleet, died);
    assertOnlyDown(Set.of(died));
    proxy.mend(); // so that it can be closed
  }

  @Test
  void withoutRelaysNobodyIsCondemned() throws Exception {
    SharedHeartbeatMonitor monitor = monitor(zk.coord("one"));
    BeatRelay only = relay(zk.coord("a"));
    BeatingFleet fleet = fleet(50, only);
    FleetHealth health = observe();
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    List<HealthTransition> transitions = new CopyOnWriteArrayList<>();
    monitor.addListener(transitions::add, Runnable::run);
    fleet.close();

    only.close();
    ticker.advance(Duration.ofMinutes(10));
    await().atMost(SOON).during(500, TimeUnit.MILLISECONDS).until(transitions::isEmpty);
  }

  @Test
  void monitorsComeAndGoAndTheServerRestarts() throws Exception {
    SharedHeartbeatMonitor one = monitor(zk.coord("one"));
    FleetHealth health = observe();
    BeatingFleet fleet = fleet(200, relay(zk.coord("a")), relay(zk.coord("b")));
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    DeviceId first = fleet.devices().get(1);
    awaitDown(health, fleet, first);

    SharedHeartbeatMonitor two = monitor(zk.coord("two"));
    awaitShared(one, two);
    assertThat(one.size() + two.size()).isEqualTo(200);
    zk.server().restart();
    DeviceId second = fleet.devices().get(2);
    awaitDown(health, fleet, second);
    one.close();
    awaitShared(two);
    DeviceId third = fleet.devices().get(3);
    awaitDown(health, fleet, third);
    assertOnlyDown(Set.of(first, second, third));
  }

  @Test
  void aSleeperSleepsOnWhenItsPartitionMoves() throws Exception {
    SharedHeartbeatMonitor one = monitor(zk.coord("one"));
    BeatRelay relay = relay(zk.coord("a"));
    FleetHealth health = observe();
    BeatingFleet fleet = fleet(20, relay);
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    DeviceId sleeper = fleet.devices().get(0);
    fleet.dead.add(sleeper);
    relay.expectSilence(sleeper, Duration.ofHours(8)).join();
    zk.own(monitor(zk.coord("two")));
    one.close();

    DeviceId died = fleet.devices().get(1);
    awaitDown(health, fleet, died);
    // Twenty seconds more of the devices', and they are given up after six.
    long until = ticker.nanos() + Duration.ofSeconds(20).toNanos();
    await().atMost(SOON).until(() -> ticker.nanos() - until > 0);
    assertOnlyDown(Set.of(died));

    fleet.dead.remove(sleeper);
    relay.expectSilence(sleeper, Duration.ZERO).join();
    awaitDown(health, fleet, sleeper);
  }

  @Test
  void whenDevicesWereHeardIsPublishedForEachPartition() throws Exception {
    AtomicLong ahead = new AtomicLong();
    IotCoord coord =
        zk.own(
            zk.builder(zk.client())
                .identity("one")
                .ticker(() -> System.nanoTime() + ahead.get())
                .build());
    SharedHeartbeatMonitor monitor =
        coord.sharedHeartbeatMonitor(
            FLEET, options(judging().withLastSeenEvery(Duration.ofSeconds(30))));
    FleetHealth health = observe();
    BeatingFleet fleet = fleet(50, relay(zk.coord("a")));
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    Instant before = Instant.now();
    ahead.addAndGet(Duration.ofSeconds(30).toNanos());
    await()
        .atMost(SOON)
        .until(
            () ->
                fleet.devices().stream()
                    .allMatch(
                        device ->
                            health
                                .lastSeen(device)
                                .orElse(Instant.EPOCH)
                                .isAfter(before.minus(BeatingFleet.PERIOD.multipliedBy(6)))));
    assertThat(monitor.size()).isEqualTo(50);
  }

  @Test
  void tenThousandDevices() throws Exception {
    SharedHeartbeatMonitor one = monitor(zk.coord("one"));
    SharedHeartbeatMonitor two = monitor(zk.coord("two"));
    awaitShared(one, two);
    FleetHealth health = observe();
    BeatingFleet fleet = fleet(10_000, relay(zk.coord("a")), relay(zk.coord("b")));
    fleet.start();
    awaitAll(health, fleet, DeviceStatus.UP);
    assertThat(one.size() + two.size()).isEqualTo(10_000);
    Set<DeviceId> dead = new HashSet<>();
    for (int i = 0; i < 10_000; i += 100) {
      dead.add(fleet.devices().get(i));
    }
    fleet.dead.addAll(dead);
    awaitCounts(health, 9_900, 100);
    assertOnlyDown(dead);
    fleet.dead.clear();
    awaitAll(health, fleet, DeviceStatus.UP);
    assertThat(one.stats().beats() + two.stats().beats()).isGreaterThan(10_000);
    assertThat(one.stats().strangers() + two.stats().strangers()).isLessThan(10_000);
    assertThat(one.stats().unreadable()).isZero();
  }
}
