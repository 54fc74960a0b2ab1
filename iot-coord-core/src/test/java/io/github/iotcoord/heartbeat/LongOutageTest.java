package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ZooKeeper, or the way to it, is gone for five minutes, by the clock that devices are judged by.
 */
class LongOutageTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration OUTAGE = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Longer than silence is borne, so that it shows who would have been condemned without it. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final ManualTicker ticker = new ManualTicker();

  /** By how much the processes' clock is ahead: leases end at once, however fast the test is. */
  private final AtomicLong ahead = new AtomicLong();

  private final Map<DeviceId, List<HealthTransition>> seen = new ConcurrentHashMap<>();
  private final Map<DeviceId, List<HealthTransition>> judged = new ConcurrentHashMap<>();
  private final List<DeviceId> devices = new ArrayList<>();
  private final FreezingProxy proxy = zookeeper.proxy();

  enum What {
    SERVER_STOPPED,
    /** For so long that the clients give their sessions up. */
    SERVER_STOPPED_BEYOND_SESSIONS,
    GATEWAY_CUT_OFF,
    GATEWAY_FROZEN;

    boolean ofServer() {
      return this == SERVER_STOPPED || this == SERVER_STOPPED_BEYOND_SESSIONS;
    }
  }

  /** What becomes of a device; one in ten each, and of the other half nothing. */
  private enum Fate {
    DIES,
    IS_SUSPECT,
    IS_DOWN_AND_RECOVERS,
    DISCONNECTS,
    COMES_AND_GOES,
    LIVES
  }

  private static Fate fate(int device) {
    return Fate.values()[Math.min(device % 10, Fate.values().length - 1)];
  }

  private static CuratorFramework client(String address) {
    return zookeeper.client(address, ZooKeeperExtension.LONG_SESSION);
  }

  private IotCoord coord(String identity, CuratorFramework client) throws InterruptedException {
    return zookeeper.own(
        zookeeper
            .builder(client)
            .identity(identity)
            .ticker(() -> System.nanoTime() + ahead.get())
            .build());
  }

  private HeartbeatMonitor monitor(IotCoord coord, FailureDetector detector, Duration grace) {
    HeartbeatMonitor monitor =
        coord.heartbeatMonitor(
            HeartbeatOptions.defaults()
                .withDetector(detector)
                .withTick(Duration.ofMillis(20))
                .withOverrun(Duration.ofSeconds(5)) // the ticker only moves by hand
                .withGrace(grace)
                .withTicker(ticker));
    monitor.addListener(t -> note(judged, t), Runnable::run);
    return monitor;
  }

  private FleetHealth observe() throws InterruptedException {
    FleetHealth fleet =
        zookeeper.own(coord("app", client(zookeeper.server().connectString())).fleetHealth());
    fleet.addListener(t -> note(seen, t), Runnable::run);
    return fleet;
  }

  private static void note(Map<DeviceId, List<HealthTransition>> all, HealthTransition transition) {
    DeviceHealth after = Objects.requireNonNull(transition.after());
    all.computeIfAbsent(after.device(), d -> new CopyOnWriteArrayList<>()).add(transition);
  }

  private static List<DeviceStatus> statuses(List<HealthTransition> told) {
    return told.stream().map(t -> Objects.requireNonNull(t.after()).status()).toList();
  }

  private List<DeviceStatus> seenOf(DeviceId device) {
    return statuses(seen.getOrDefault(device, List.of()));
  }

  private void beat(HeartbeatMonitor monitor, Fate... fates) {
    for (int i = 0; i < devices.size(); i++) {
      if (List.of(fates).contains(fate(i))) {
        assertThat(monitor.beat(devices.get(i))).isTrue();
      }
    }
  }

  private Map<DeviceId, DeviceHealth> states(FleetHealth fleet) {
    Map<DeviceId, DeviceHealth> states = new HashMap<>();
    fleet.all().forEach(health -> states.put(health.device(), health));
    return states;
  }

  private void awaitCount(FleetHealth fleet, DeviceStatus status, long count) {
    await().atMost(SOON).until(() -> fleet.counts().getOrDefault(status, 0L) == count);
  }

  // One in ten is DOWN for its silence, and one in ten SUSPECT.
  private void prepare(HeartbeatMonitor monitor, FleetHealth fleet, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      devices.add(DeviceId.of("device-" + i));
      monitor.track(devices.get(i), PERIOD);
    }
    ticker.advance(Duration.ofSeconds(20));
    beat(monitor, Fate.DIES, Fate.IS_SUSPECT, Fate.DISCONNECTS, Fate.COMES_AND_GOES, Fate.LIVES);
    ticker.advance(Duration.ofSeconds(10));
    awaitCount(fleet, DeviceStatus.SUSPECT, count / 10);
    ticker.advance(Duration.ofSeconds(10));
    awaitCount(fleet, DeviceStatus.DOWN, count / 10);
    beat(monitor, Fate.DIES, Fate.DISCONNECTS, Fate.COMES_AND_GOES, Fate.LIVES);
    ticker.advance(Duration.ofSeconds(10));
    awaitCount(fleet, DeviceStatus.SUSPECT, count / 10);
    monitor.flush();
    assertThat(fleet.counts()).containsEntry(DeviceStatus.UP, 8L * count / 10);
  }

  private void begin(What what, IotCoord gateway, FleetHealth fleet) {
    switch (what) {
      case SERVER_STOPPED, SERVER_STOPPED_BEYOND_SESSIONS -> zookeeper.server().stop();
      case GATEWAY_CUT_OFF -> proxy.cut();
      case GATEWAY_FROZEN -> proxy.freeze();
    }
    ahead.addAndGet(OUTAGE.toNanos());
    assertThat(gateway.sessionLease().isValid()).isFalse();
    if (what.ofServer()) {
      await().atMost(SOON).until(() -> !fleet.freshness().live());
    }
    if (what == What.SERVER_STOPPED_BEYOND_SESSIONS) {
      await().atMost(SOON).until(() -> gateway.sessionLease().state() == SessionLease.State.LOST);
    }
  }

  private void end(What what) {
    switch (what) {
      case SERVER_STOPPED, SERVER_STOPPED_BEYOND_SESSIONS -> zookeeper.server().restart();
      case GATEWAY_CUT_OFF -> proxy.mend();
      case GATEWAY_FROZEN -> proxy.unfreeze();
    }
  }

  private List<Integer> pageVersions(int count) throws Exception {
    CuratorFramework client = zookeeper.client();
    List<Integer> versions = new ArrayList<>();
    for (int page = 0; page * 128 < count; page++) {
      String path = zookeeper.root() + "/health/gw/" + page;
      versions.add(client.checkExists().forPath(path).getVersion());
    }
    return versions;
  }

  @ParameterizedTest
  @CsvSource({
    "20, SERVER_STOPPED",
    "20, SERVER_STOPPED_BEYOND_SESSIONS",
    "20, GATEWAY_CUT_OFF",
    "20, GATEWAY_FROZEN",
    "5000, SERVER_STOPPED"
  })
  void changesNoStateAndWhatHappenedIsToldOnceInOrder(int count, What what) throws Exception {
    IotCoord gateway =
        coord(
            "gw",
            client(what.ofServer() ? zookeeper.server().connectString() : proxy.connectString()));
    HeartbeatMonitor monitor = monitor(gateway, FailureDetector.fixed(PATIENCE), GRACE);
    FleetHealth fleet = observe();
    prepare(monitor, fleet, count);
    final List<Integer> versions = pageVersions(count);
    Map<DeviceId, DeviceHealth> before = states(fleet);
    seen.clear();
    judged.clear();

    begin(what, gateway, fleet);
    for (Duration past = Duration.ZERO; past.compareTo(OUTAGE) < 0; past = past.plus(PERIOD)) {
      ticker.advance(PERIOD);
      beat(monitor, Fate.LIVES);
    }
    // Many ticks of the monitor.
    await().during(Duration.ofMillis(300)).until(judged::isEmpty);
    assertThat(states(fleet)).isEqualTo(before);
    happenMeanwhile(monitor);
    assertThat(states(fleet)).isEqualTo(before);
    for (int i = 0; i < count; i++) {
      assertThat(judgedOf(devices.get(i))).as("%s", fate(i)).isEqualTo(expectedToBeJudged(fate(i)));
    }
    assertThat(seen).isEmpty();

    end(what);
    await().atMost(SOON).until(() -> seen.size() >= 3L * count / 10);
    awaitFlushed(monitor);
    await().during(Duration.ofMillis(300)).until(() -> fleet.freshness().live());
    for (int i = 0; i < count; i++) {
      DeviceId device = devices.get(i);
      assertThat(seenOf(device))
          .as("%s: %s", fate(i), seen.get(device))
          .isEqualTo(expectedToBeTold(fate(i)));
      assertThat(fleet.find(device)).isEqualTo(monitor.find(device));
    }
    assertThat(pageVersions(count))
        .as("each page is written once")
        .isEqualTo(versions.stream().map(version -> version + 1).toList());

    theDeadAreFound(monitor, fleet, count);
    assertInOrder(seen, before);
    assertInOrder(judged, before);
  }

  private void happenMeanwhile(HeartbeatMonitor monitor) {
    beat(monitor, Fate.IS_DOWN_AND_RECOVERS);
    for (int i = 0; i < devices.size(); i++) {
      DeviceId device = devices.get(i);
      if (fate(i) == Fate.DISCONNECTS) {
        assertThat(monitor.disconnected(device, 1, "keep-alive timeout")).isTrue();
      } else if (fate(i) == Fate.COMES_AND_GOES) {
        assertThat(monitor.disconnected(device, 1, "keep-alive timeout")).isTrue();
        assertThat(monitor.connected(device, 2)).isTrue();
        assertThat(monitor.disconnected(device, 2, "bye")).isTrue();
        assertThat(monitor.connected(device, 3)).isTrue();
      }
    }
    await().atMost(SOON).until(() -> judged.size() == devices.size() / 10 * 3);
    await()
        .atMost(SOON)
        .until(
            () ->
                judged.values().stream().filter(t -> t.size() == 4).count() == devices.size() / 10);
  }

  private List<DeviceStatus> judgedOf(DeviceId device) {
    return statuses(judged.getOrDefault(device, List.of()));
  }

  private static List<DeviceStatus> expectedToBeJudged(Fate fate) {
    return fate == Fate.COMES_AND_GOES
        ? List.of(DeviceStatus.DOWN, DeviceStatus.UP, DeviceStatus.DOWN, DeviceStatus.UP)
        : expectedToBeTold(fate);
  }

  private static List<DeviceStatus> expectedToBeTold(Fate fate) {
    return switch (fate) {
      case DIES, IS_SUSPECT, LIVES -> List.of();
      case IS_DOWN_AND_RECOVERS, COMES_AND_GOES -> List.of(DeviceStatus.UP);
      case DISCONNECTS -> List.of(DeviceStatus.DOWN);
    };
  }

  private static void awaitFlushed(HeartbeatMonitor monitor) {
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(CoordinationException.class)
        .until(
            () -> {
              monitor.flush();
              return true;
            });
  }

  // Nobody before the grace is over, and then who is dead and nobody else.
  private void theDeadAreFound(HeartbeatMonitor monitor, FleetHealth fleet, int count)
      throws Exception {
    seen.clear();
    for (int i = 0; i < 5; i++) {
      ticker.advance(PERIOD);
      beat(monitor, Fate.IS_DOWN_AND_RECOVERS, Fate.COMES_AND_GOES, Fate.LIVES);
    }
    ticker.advance(PERIOD.minusMillis(1));
    await().during(Duration.ofMillis(300)).until(seen::isEmpty);
    beat(monitor, Fate.IS_DOWN_AND_RECOVERS, Fate.COMES_AND_GOES, Fate.LIVES);
    ticker.advance(Duration.ofMillis(1));
    awaitCount(fleet, DeviceStatus.DOWN, 2L * count / 10); // the suspects, and the disconnected
    ticker.advance(PERIOD);
    awaitCount(fleet, DeviceStatus.DOWN, 3L * count / 10);
    monitor.flush();
    for (int i = 0; i < count; i++) {
      assertThat(seenOf(devices.get(i)))
          .as("%s", fate(i))
          .isEqualTo(
              switch (fate(i)) {
                case DIES -> List.of(DeviceStatus.SUSPECT, DeviceStatus.DOWN);
                case IS_SUSPECT -> List.of(DeviceStatus.DOWN);
                default -> List.of();
              });
    }
  }

  private static void assertInOrder(
      Map<DeviceId, List<HealthTransition>> told, Map<DeviceId, DeviceHealth> before) {
    told.forEach(
        (device, transitions) -> {
          long last = Objects.requireNonNull(before.get(device)).transition();
          for (HealthTransition transition : transitions) {
            assertThat(Objects.requireNonNull(transition.after()).transition())
                .as("%s: %s", device, transitions)
                .isGreaterThan(last);
            last = Objects.requireNonNull(transition.after()).transition();
          }
        });
  }

  @Test
  void aGatewayThatIsCutOffBeyondItsSessionComesBackWithWhatHappened() throws Exception {
    CuratorFramework client = client(proxy.connectString());
    IotCoord gateway = coord("gw", client);
    HeartbeatMonitor monitor = monitor(gateway, FailureDetector.fixed(PATIENCE), GRACE);
    FleetHealth fleet = observe();
    prepare(monitor, fleet, 20);
    judged.clear();
    begin(What.GATEWAY_CUT_OFF, gateway, fleet);
    zookeeper.endSession(client);
    ticker.advance(OUTAGE);
    awaitCount(fleet, DeviceStatus.UNREACHABLE, 20);
    beat(monitor, Fate.LIVES);
    happenMeanwhile(monitor);
    seen.clear();

    proxy.mend();
    awaitCount(fleet, DeviceStatus.UNREACHABLE, 0);
    awaitFlushed(monitor);
    await().during(Duration.ofMillis(300)).until(() -> fleet.freshness().live());
    for (int i = 0; i < 20; i++) {
      DeviceId device = devices.get(i);
      DeviceStatus now =
          switch (fate(i)) {
            case DIES, LIVES, IS_DOWN_AND_RECOVERS, COMES_AND_GOES -> DeviceStatus.UP;
            case IS_SUSPECT -> DeviceStatus.SUSPECT;
            case DISCONNECTS -> DeviceStatus.DOWN;
          };
      assertThat(fleet.find(device)).isEqualTo(monitor.find(device));
      assertThat(seenOf(device)).as("%s", fate(i)).endsWith(now);
      assertThat(judgedOf(device)).isEqualTo(expectedToBeJudged(fate(i)));
    }
    theDeadAreFound(monitor, fleet, 20);
  }

  @Test
  void beatsThatComeWhileTheClockStandsStillTeachNothing() throws Exception {
    IotCoord gateway = coord("gw", client(zookeeper.server().connectString()));
    HeartbeatMonitor monitor = monitor(gateway, FailureDetector.adaptive(), Duration.ofSeconds(2));
    FleetHealth fleet = observe();
    List<TrackedDevice> tracked = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      DeviceId device = DeviceId.of("device-" + i);
      tracked.add(i % 3 == 0 ? monitor.track(device) : monitor.track(device, PERIOD));
    }
    AtomicLong round = new AtomicLong();
    Runnable beats =
        () -> {
          round.incrementAndGet();
          ticker.advance(PERIOD.dividedBy(2));
          for (int i = 0; i < tracked.size(); i++) {
            boolean heard = i % 2 == 0 ? tracked.get(i).beat() : tracked.get(i).beat(round.get());
            assertThat(heard).isTrue();
          }
        };
    for (int i = 0; i < 20; i++) {
      ticker.advance(PERIOD.dividedBy(2));
      beats.run();
    }
    awaitCount(fleet, DeviceStatus.UP, 30);
    begin(What.SERVER_STOPPED, gateway, fleet);
    for (int i = 30; i < 40; i++) {
      tracked.add(monitor.track(DeviceId.of("device-" + i)));
    }
    for (int i = 0; i < 30; i++) {
      ticker.advance(PERIOD.dividedBy(2));
      beats.run();
    }
    seen.clear();
    end(What.SERVER_STOPPED);
    awaitCount(fleet, DeviceStatus.UP, 40);
    awaitFlushed(monitor);
    for (int i = 0; i < 25; i++) {
      ticker.advance(PERIOD.dividedBy(2));
      await() // so that the monitor looks between the beats
          .pollInterval(Duration.ofMillis(10))
          .during(Duration.ofMillis(60))
          .until(() -> fleet.freshness().live());
      beats.run();
    }
    monitor.flush();
    seen.forEach(
        (device, told) ->
            assertThat(statuses(told)).as("%s: %s", device, told).containsOnly(DeviceStatus.UP));
  }
}
