package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What another process sees of groups, of when devices were heard, and how stale it is. */
class FleetHealthTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int DEVICES = 200;

  private final ManualTicker ticker = new ManualTicker();

  private HeartbeatOptions options() {
    return HeartbeatOptions.defaults()
        .withDetector(FailureDetector.fixed(PATIENCE))
        .withTick(Duration.ofMillis(20))
        .withOverrun(Duration.ofSeconds(5)) // the ticker only moves by hand
        .withTicker(ticker);
  }

  private static DeviceId device(int number) {
    return DeviceId.of("device-" + number);
  }

  private static void beat(HeartbeatMonitor monitor) {
    for (int i = 0; i < DEVICES; i++) {
      assertThat(monitor.beat(device(i))).isTrue();
    }
  }

  private static void awaitCount(FleetHealth fleet, DeviceStatus status, long count) {
    await().until(() -> fleet.counts("gw").getOrDefault(status, 0L) == count);
  }

  @Test
  void aSilenceOfAGroupAndItsEndAreOneTransitionEach() throws Exception {
    IotCoord gateway = zookeeper.coord("gw");
    HeartbeatMonitor monitor = gateway.heartbeatMonitor(options());
    zookeeper.coord("other").heartbeatMonitor(options()).track(DeviceId.of("alone"), PERIOD);
    for (int i = 0; i < DEVICES; i++) {
      monitor.track(device(i), PERIOD);
    }
    monitor.flush();
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    List<Object> told = new CopyOnWriteArrayList<>();
    fleet.addGroupListener(
        t -> {
          if (Objects.requireNonNull(t.after()).gateway().equals("gw")) {
            told.add(t);
          }
        },
        Runnable::run);
    fleet.addListener(
        t -> {
          DeviceHealth after = Objects.requireNonNull(t.after());
          if (after.gateway().equals("gw")) {
            told.add(after.status());
          }
        },
        Runnable::run);
    awaitCount(fleet, DeviceStatus.UP, DEVICES);

    ticker.advance(PATIENCE);
    awaitCount(fleet, DeviceStatus.SUSPECT, DEVICES);
    ticker.advance(PERIOD);
    awaitCount(fleet, DeviceStatus.UNREACHABLE, DEVICES);
    GroupHealth silent = fleet.group("gw").orElseThrow();
    assertThat(silent).isEqualTo(monitor.group());
    assertThat(silent.reason()).startsWith("200 of 200 devices");
    assertThat(fleet.groups()).extracting(GroupHealth::gateway).contains("gw", "other");
    assertThat(fleet.group("other").orElseThrow().status()).isEqualTo(GroupStatus.UP);

    beat(monitor);
    awaitCount(fleet, DeviceStatus.UP, DEVICES);
    await().until(() -> fleet.group("gw").orElseThrow().status() == GroupStatus.UP);
    assertThat(groupsOf(told))
        .extracting(GroupHealth::status)
        .containsExactly(GroupStatus.UP, GroupStatus.SILENT, GroupStatus.UP);
    assertThat(groupsOf(told))
        .extracting(GroupHealth::transition)
        .as("numbers rise")
        .isSorted()
        .doesNotHaveDuplicates();
    int silence = told.indexOf(transitionTo(told, GroupStatus.SILENT));
    assertThat(told.indexOf(DeviceStatus.UNREACHABLE)).as("the cause first").isGreaterThan(silence);
    assertThat(told).doesNotContain(DeviceStatus.DOWN);

    gateway.close();
    await().until(() -> fleet.group("gw").orElseThrow().status() == GroupStatus.GONE);
    awaitCount(fleet, DeviceStatus.UNREACHABLE, DEVICES);
    assertThat(fleet.group("nobody")).isEmpty();
  }

  private static List<GroupHealth> groupsOf(List<Object> told) {
    return told.stream()
        .filter(GroupTransition.class::isInstance)
        .map(t -> Objects.requireNonNull(((GroupTransition) t).after()))
        .toList();
  }

  private static Object transitionTo(List<Object> told, GroupStatus status) {
    return told.stream()
        .filter(
            t ->
                t instanceof GroupTransition transition
                    && Objects.requireNonNull(transition.after()).status() == status)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whenDevicesWereHeardIsKnownCoarsely() throws Exception {
    AtomicLong ahead = new AtomicLong();
    IotCoord gateway =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client())
                .identity("gw")
                .ticker(() -> System.nanoTime() + ahead.get())
                .build());
    Duration every = Duration.ofSeconds(30);
    HeartbeatMonitor monitor = gateway.heartbeatMonitor(options().withLastSeenEvery(every));
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    for (int i = 0; i < DEVICES; i++) {
      monitor.track(device(i), PERIOD);
    }
    DeviceId silent = DeviceId.of("silent");
    DeviceId sleeper = DeviceId.of("sleeper");
    monitor.track(silent, PERIOD);
    monitor.track(sleeper, PERIOD);
    monitor.expectSilence(sleeper, Duration.ofDays(1));
    ticker.advance(Duration.ofSeconds(20));
    beat(monitor);
    ticker.advance(Duration.ofSeconds(10));
    awaitCount(fleet, DeviceStatus.SUSPECT, 1); // the clock has been read after the beats
    monitor.flush();
    assertThat(fleet.lastSeen(device(0))).as("not written yet").isEmpty();

    final Instant before = Instant.now();
    ahead.addAndGet(every.toNanos());
    await().until(() -> fleet.lastSeen(device(0)).isPresent());
    final Instant after = Instant.now();
    for (int i = 0; i < DEVICES; i++) {
      assertThat(fleet.lastSeen(device(i)).orElseThrow())
          .isBetween(before.minusMillis(11_001), after.minusMillis(9_999));
    }
    assertThat(fleet.lastSeen(silent).orElseThrow())
        .as("never heard, but tracked")
        .isBetween(before.minusMillis(33_001), after.minusMillis(29_999));
    assertThat(fleet.lastSeen(sleeper)).as("asleep").isEmpty();
    assertThat(fleet.lastSeen(DeviceId.of("nobody"))).isEmpty();

    // Written again when the time has come, and gone with the device.
    beat(monitor);
    monitor.untrack(device(1));
    monitor.flush();
    await().until(() -> fleet.find(device(1)).isEmpty());
    ahead.addAndGet(every.toNanos());
    await().until(() -> fleet.lastSeen(device(0)).orElse(before).isAfter(before.minusSeconds(1)));
    assertThat(fleet.lastSeen(device(1))).isEmpty();
  }

  @Test
  void saysHowStaleItIs() throws Exception {
    HeartbeatMonitor monitor = zookeeper.coord("gw").heartbeatMonitor(options());
    monitor.track(device(0), PERIOD);
    monitor.flush();
    FleetHealth fleet = zookeeper.own(zookeeper.coord("app").fleetHealth());
    assertThat(fleet.freshness().live()).isTrue();
    assertThat(fleet.freshness().age()).isZero();
    zookeeper.server().stop();
    await().until(() -> !fleet.freshness().live());
    Duration age = fleet.freshness().age();
    await().until(() -> fleet.freshness().age().compareTo(age) > 0);
    assertThat(fleet.find(device(0)).orElseThrow().status()).isEqualTo(DeviceStatus.UP);
    zookeeper.server().restart();
    await().until(() -> fleet.freshness().live());
    assertThat(fleet.freshness().age()).isZero();
  }
}
