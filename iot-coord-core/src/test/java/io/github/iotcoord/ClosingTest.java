package io.github.iotcoord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.twin.TwinPatch;
import io.github.iotcoord.twin.VersionedState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left when an entry point has been closed: nothing. */
class ClosingTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void leavesNoThreadNoWatchAndNoSessionNode() throws Exception {
    CuratorFramework client = zookeeper.client();
    IotCoord coord = zookeeper.builder(client).identity("leaver").build();
    LockGrant grant = useEverything(coord);
    CompletableFuture<LockGrant> waiting = coord.distributedLock("valve").lockAsync();
    String session = Long.toHexString(client.getZookeeperClient().getZooKeeper().getSessionId());
    await().until(() -> ephemerals(session).contains("claim-"));
    assertThat(zookeeper.ask("wchp")).contains(zookeeper.root());
    assertThat(IotCoordTest.threadsNamed("iot-coord-leaver")).isPositive();

    coord.close();

    assertThat(grant.isValid()).isFalse();
    assertThat(waiting).isCompletedExceptionally();
    await().until(() -> IotCoordTest.threadsNamed("iot-coord-leaver") == 0);
    await().untilAsserted(() -> assertThat(zookeeper.ask("wchp")).doesNotContain(zookeeper.root()));
    await().untilAsserted(() -> assertThat(ephemerals(session)).isEmpty());
    assertThat(client.getZookeeperClient().isConnected()).isTrue();
    assertThatThrownBy(() -> coord.distributedLock("valve"))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(coord::fleetHealth).isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(coord::heartbeatMonitor).isInstanceOf(CoordinationClosedException.class);
  }

  @Test
  void endsInTimeWhileTheServerIsGone() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    CuratorFramework client = zookeeper.client(proxy.connectString(), ZooKeeperExtension.SESSION);
    IotCoord coord =
        zookeeper
            .builder(client)
            .identity("stranded")
            .operationTimeout(Duration.ofSeconds(2))
            .build();
    LockGrant grant = useEverything(coord);
    proxy.freeze();
    coord.close();
    assertThat(grant.isValid()).isFalse();
    await().until(() -> IotCoordTest.threadsNamed("iot-coord-stranded") == 0);
    proxy.unfreeze();
  }

  @Test
  void endsARegistrationThatIsUnderWay() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("registrar", proxy);
    proxy.freeze();
    CompletableFuture<BulkReport> report =
        coord.deviceRegistry().registerAllAsync(List.of(Device.of("lamp", "lamp")));
    coord.close();
    await().until(report::isDone);
    assertThatThrownBy(report::join).hasCauseInstanceOf(CoordinationClosedException.class);
  }

  @Test
  void endsTwinUpdatesThatAreUnderWay() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("updater", proxy);
    proxy.freeze();
    CompletableFuture<VersionedState> update =
        coord.deviceTwins().updateDesiredAsync(DeviceId.of("lamp"), TwinPatch.empty().set("a", 1));
    coord.close();
    await().until(update::isDone);
    assertThatThrownBy(update::join).hasCauseInstanceOf(CoordinationClosedException.class);
  }

  @Test
  void leavesNoClaimWhenTheConnectionComesBackLater() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
    IotCoord coord =
        zookeeper
            .builder(client)
            .identity("cut-off")
            .operationTimeout(Duration.ofMillis(500))
            .build();
    coord.heartbeatMonitor();
    long id = client.getZookeeperClient().getZooKeeper().getSessionId();
    String session = Long.toHexString(id);
    await().until(() -> ephemerals(session).contains("claim-"));
    proxy.cut();
    await().until(() -> !client.getZookeeperClient().isConnected());
    coord.close();
    CompletableFuture<Integer> afterwards = new CompletableFuture<>();
    client
        .getZookeeperClient()
        .getZooKeeper()
        .exists("/", false, (rc, path, c, stat) -> afterwards.complete(rc), null);
    // What was waiting for the connection has been given up by then.
    await().until(() -> afterwards.getNow(0) == KeeperException.Code.CONNECTIONLOSS.intValue());
    proxy.mend();
    await().until(() -> client.getZookeeperClient().isConnected());
    await().untilAsserted(() -> assertThat(ephemerals(session)).isEmpty());
    assertThat(client.getZookeeperClient().getZooKeeper().getSessionId()).isEqualTo(id);
  }

  private static LockGrant useEverything(IotCoord coord) throws InterruptedException {
    coord.membership("group").join();
    coord.membership("group").view();
    coord.sharedHeartbeatMonitor("shared");
    coord
        .beatRelay("shared")
        .track(DeviceId.of("roaming"), Duration.ofSeconds(1))
        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
        .join();
    coord.deviceRegistry().register(Device.of("lamp", "lamp").withGroup("hall"));
    coord.deviceRegistry().find(DeviceQuery.all());
    coord.deviceRegistry().view();
    HeartbeatMonitor monitor = coord.heartbeatMonitor();
    monitor.track(DeviceId.of("lamp"), Duration.ofSeconds(1));
    monitor.beat(DeviceId.of("lamp"));
    monitor.flush();
    FleetHealth health = coord.fleetHealth();
    assertThat(health.find(DeviceId.of("lamp"))).isPresent();
    SensorDataChannel channel = coord.sensorDataChannel("readings");
    channel.publish(Sample.of("lamp", "power", Instant.now(), 9));
    channel.flush();
    assertThat(channel.latest(DeviceId.of("lamp"), "power")).isPresent();
    channel.subscribe(SubscriptionStart.oldest(), (position, samples) -> {}, Runnable::run);
    DeviceId lamp = DeviceId.of("lamp");
    coord.deviceTwins().follow(List.of(lamp), delta -> {}, Runnable::run);
    coord.deviceTwins().updateDesired(lamp, TwinPatch.empty().set("level", 1));
    coord.deviceTwins().report(lamp, TwinPatch.empty().set("level", 1));
    Optional<LockGrant> grant = coord.distributedLock("valve").tryLock(Duration.ofSeconds(5));
    return grant.orElseThrow();
  }

  // "dump" lists, below a line for each session that ever had any, its ephemeral nodes.
  private static String ephemerals(String session) {
    return zookeeper
        .ask("dump")
        .lines()
        .dropWhile(line -> !line.equals("0x" + session + ":"))
        .skip(1)
        .takeWhile(line -> line.startsWith("\t/"))
        .collect(Collectors.joining(" "));
  }
}
