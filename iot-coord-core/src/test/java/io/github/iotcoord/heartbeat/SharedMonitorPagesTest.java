package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.internal.codec.RelayPage;
import io.github.iotcoord.internal.codec.RelayPageEncoder;
import io.github.iotcoord.internal.codec.RelayRequest;
import io.github.iotcoord.internal.codec.RelayRequest.Kind;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedMonitorPagesTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final DeviceId PUMP = DeviceId.of("pump-7");
  private static final long UNLUCKY = 13;

  @RegisterExtension static final ZooKeeperExtension zk = new ZooKeeperExtension();

  /** Fails at one number of a beat. */
  private record Fragile(FailureDetector sound) implements FailureDetector {
    @Override
    public int stateSize() {
      return sound.stateSize();
    }

    @Override
    public void start(long[] state, int at, long period, long now) {
      sound.start(state, at, period, now);
    }

    @Override
    public void beat(long[] state, int at, long now, long sequence) {
      if (sequence == UNLUCKY) {
        throw new IllegalStateException("unlucky");
      }
      sound.beat(state, at, now, sequence);
    }

    @Override
    public void sleep(long[] state, int at, long until) {
      sound.sleep(state, at, until);
    }

    @Override
    public long silentSince(long[] state, int at) {
      return sound.silentSince(state, at);
    }

    @Override
    public long period(long[] state, int at) {
      return sound.period(state, at);
    }

    @Override
    public long suspectAt(long[] state, int at) {
      return sound.suspectAt(state, at);
    }
  }

  private static SharedHeartbeatMonitor monitor(IotCoord coord, HeartbeatOptions judging)
      throws InterruptedException {
    return coord.sharedHeartbeatMonitor(
        "fleet", SharedMonitorOptions.defaults().withPartitions(1).withJudging(judging));
  }

  private static BeatRelay relay() throws InterruptedException {
    return zk.coord("relay")
        .beatRelay(
            "fleet", RelayOptions.defaults().withPartitions(1).withFlush(Duration.ofMillis(10)));
  }

  @Test
  void aPageThatCannotBeTakenIsCountedAndDeleted() throws Exception {
    FailureDetector fragile = new Fragile(FailureDetector.fixed(Duration.ofMinutes(1)));
    SharedHeartbeatMonitor monitor =
        monitor(zk.coord("monitor"), HeartbeatOptions.defaults().withDetector(fragile));
    BeatRelay relay = relay();
    relay.track(PUMP, Duration.ofSeconds(1)).get(20, TimeUnit.SECONDS);

    relay.beat(PUMP, UNLUCKY);
    await().atMost(SOON).until(() -> monitor.stats().unreadable() == 1);
    long before = monitor.stats().beats();
    relay.beat(PUMP, UNLUCKY + 1);
    await().atMost(SOON).until(() -> monitor.stats().beats() == before + 1);

    RelayPage absurd =
        new RelayPage(List.of(new RelayRequest(Kind.TRACK, PUMP, 9_300_000_000_000L)), List.of());
    String pages = zk.root() + "/relays/fleet/0";
    zk.client().create().forPath(pages + "/foreign-000000000001", RelayPageEncoder.encode(absurd));
    await().atMost(SOON).until(() -> monitor.stats().unreadable() == 2);
    await().atMost(SOON).until(() -> zk.client().getChildren().forPath(pages).isEmpty());
    assertThat(monitor.size()).isEqualTo(1);
  }

  @Test
  void whenDevicesWereHeardIsPublished() throws Exception {
    Duration pace = Duration.ofSeconds(30);
    AtomicLong ahead = new AtomicLong();
    IotCoord coord =
        zk.own(
            zk.builder(zk.client())
                .identity("monitor")
                .ticker(() -> System.nanoTime() + ahead.get())
                .build());
    SharedHeartbeatMonitor monitor =
        monitor(
            coord,
            HeartbeatOptions.defaults()
                .withDetector(FailureDetector.fixed(Duration.ofHours(1)))
                .withLastSeenEvery(pace));
    BeatRelay relay = relay();
    relay.track(PUMP, Duration.ofSeconds(1)).get(20, TimeUnit.SECONDS);
    relay.beat(PUMP);
    await().atMost(SOON).until(() -> monitor.stats().beats() == 1);
    FleetHealth health = zk.own(zk.coord("observer").fleetHealth());
    await().atMost(SOON).until(() -> health.find(PUMP).isPresent());

    ahead.addAndGet(pace.toNanos());
    await().atMost(SOON).until(() -> health.lastSeen(PUMP).isPresent());
  }
}
