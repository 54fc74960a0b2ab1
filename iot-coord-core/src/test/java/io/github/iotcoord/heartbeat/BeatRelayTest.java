package io.github.iotcoord.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BeatRelayTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final DeviceId PUMP = DeviceId.of("pump-7");
  private static final RelayOptions OPTIONS =
      RelayOptions.defaults().withPartitions(1).withFlush(Duration.ofMillis(10)).withUnreadPages(3);

  @RegisterExtension static final ZooKeeperExtension zk = new ZooKeeperExtension();

  private static SharedHeartbeatMonitor monitor() throws InterruptedException {
    return zk.coord("monitor")
        .sharedHeartbeatMonitor("fleet", SharedMonitorOptions.defaults().withPartitions(1));
  }

  private static int pages() throws Exception {
    CuratorFramework client = zk.client();
    return client.getChildren().forPath(zk.root() + "/relays/fleet/0").size();
  }

  @Test
  void whatNobodyTakesIsBoundedAndRequestsAreKept() throws Exception {
    BeatRelay relay = zk.coord("relay").beatRelay("fleet", OPTIONS);
    CompletableFuture<Void> tracked = relay.track(PUMP, Duration.ofSeconds(1));
    await()
        .atMost(SOON)
        .until(
            () -> {
              relay.beat(PUMP);
              relay.beat(DeviceId.of("other"));
              return relay.stats().droppedPages() > 3;
            });
    assertThat(pages()).isBetween(1, 4);
    assertThat(relay.stats().unread()).isLessThanOrEqualTo(3);
    assertThat(relay.stats().droppedBeats()).isGreaterThanOrEqualTo(4);
    assertThat(relay.stats().buffered()).isLessThanOrEqualTo(2);
    assertThat(tracked).isNotDone();

    SharedHeartbeatMonitor monitor = monitor();
    tracked.get(20, TimeUnit.SECONDS);
    assertThat(monitor.find(PUMP)).isPresent();
    await().atMost(SOON).until(() -> pages() == 0 && relay.stats().unread() == 0);
    await().atMost(SOON).until(() -> monitor.stats().strangers() > 0);

    relay.untrack(PUMP).get(20, TimeUnit.SECONDS);
    assertThat(monitor.find(PUMP)).isEmpty();
    assertThat(zk.client().checkExists().forPath(zk.root() + "/health/fleet.0/0")).isNull();
  }

  @Test
  void beatsAndRequestsWaitForTheConnection() throws Exception {
    FreezingProxy proxy = zk.proxy();
    IotCoord coord = zk.coord("relay", proxy);
    SharedHeartbeatMonitor monitor = monitor();
    BeatRelay relay = coord.beatRelay("fleet", OPTIONS);
    relay.track(PUMP, Duration.ofSeconds(1)).get(20, TimeUnit.SECONDS);

    proxy.cut();
    await().atMost(SOON).until(() -> !coord.sessionLease().isValid());
    CompletableFuture<Void> later = relay.track(DeviceId.of("later"), Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      relay.beat(PUMP, i);
    }
    assertThat(relay.stats().buffered()).isEqualTo(1);
    long before = monitor.stats().beats();
    proxy.mend();

    later.get(20, TimeUnit.SECONDS);
    await().atMost(SOON).until(() -> monitor.stats().beats() == before + 100);
    assertThat(monitor.size()).isEqualTo(2);
    assertThat(relay.stats().droppedBeats()).isZero();
  }

  @Test
  void closingWritesWhatWaits() throws Exception {
    BeatRelay relay =
        zk.coord("relay").beatRelay("fleet", OPTIONS.withFlush(Duration.ofMillis(500)));
    CompletableFuture<Void> tracked = relay.track(PUMP, Duration.ofSeconds(1));
    relay.close();
    assertThat(tracked).isCompletedExceptionally();
    assertThatThrownBy(() -> relay.beat(PUMP)).isInstanceOf(CoordinationClosedException.class);

    SharedHeartbeatMonitor monitor = monitor();
    await().atMost(SOON).until(() -> monitor.find(PUMP).isPresent());
    assertThat(zk.coord("app").membership("relays.fleet").view().members()).isEmpty();
  }

  @Test
  void aSleepIsPassedOn() throws Exception {
    BeatRelay relay = zk.coord("relay").beatRelay("fleet", OPTIONS);
    SharedHeartbeatMonitor monitor = monitor();
    DeviceId awake = DeviceId.of("awake");
    relay.track(PUMP, Duration.ofMillis(50)).get(20, TimeUnit.SECONDS);
    relay.expectSilence(PUMP, Duration.ofHours(1)).get(20, TimeUnit.SECONDS);
    relay.track(awake, Duration.ofMillis(50)).get(20, TimeUnit.SECONDS);
    await()
        .atMost(SOON)
        .until(() -> monitor.find(awake).orElseThrow().status() == DeviceStatus.DOWN);
    assertThat(monitor.find(PUMP).orElseThrow().status()).isNotEqualTo(DeviceStatus.DOWN);
  }

  @Test
  void allPartitionsAreThereBeforeTheFirstPage() throws Exception {
    BeatRelay relay = zk.coord("relay").beatRelay("wide", OPTIONS.withPartitions(5));
    relay.beat(PUMP);
    await().atMost(SOON).until(() -> relay.stats().pages() > 0);
    assertThat(zk.client().getChildren().forPath(zk.root() + "/relays/wide"))
        .containsExactlyInAnyOrder("0", "1", "2", "3", "4");
  }

  @Test
  void badInputIsRefused() throws Exception {
    IotCoord coord = zk.coord("relay");
    BeatRelay relay = coord.beatRelay("fleet", OPTIONS);
    assertThatThrownBy(() -> relay.beat(PUMP, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sequence must be from 0");
    assertThatThrownBy(() -> relay.track(PUMP, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pump-7");
    assertThatThrownBy(() -> coord.sharedHeartbeatMonitor("fleet"))
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("shared by 1 partitions already, not by 64");
    assertThatThrownBy(() -> OPTIONS.withUnreadPages(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unreadPages must be from 2 to 1000, was 1");
  }
}
