package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway whose connection to ZooKeeper goes bad, and what it hears of afterwards. */
class TwinOutageTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final DeviceId A = DeviceId.of("a");
  private static final DeviceId B = DeviceId.of("b");
  private static final DeviceId C = DeviceId.of("c");
  private static final DeviceId D = DeviceId.of("d");
  private static final List<DeviceId> ALL = List.of(A, B, C, D);

  private final Heard heard = new Heard();
  private FreezingProxy proxy;
  private IotCoord gateway;
  private TwinFollower follower;
  private IotCoord other;
  private DeviceTwins app;

  private static Device device(DeviceId id, String group) {
    return Device.of(id.value(), "lamp").withGroup(group);
  }

  private static TwinPatch level(int level) {
    return TwinPatch.empty().set("level", level);
  }

  /** A is alone, B and C are in the hall, D is in the attic. */
  @BeforeEach
  void startTheFleet() throws InterruptedException {
    proxy = zookeeper.proxy();
    gateway = zookeeper.coord("gateway-1", proxy);
    other = zookeeper.coord("gateway-2");
    app = other.deviceTwins();
    gateway
        .deviceRegistry()
        .registerAll(
            List.of(device(A, ""), device(B, "hall"), device(C, "hall"), device(D, "attic")));
    app.updateDesired(A, level(1));
    app.updateGroup("hall", level(1));
    app.updateGroup("attic", level(1));
    follower = zookeeper.own(gateway.deviceTwins().follow(ALL, heard, Runnable::run));
    assertThat(heard.count()).isEqualTo(4);
  }

  /** Changes everything that can change for a device but D's, several times. */
  private void changeWhatIsDesired() throws InterruptedException {
    for (int i = 2; i <= 4; i++) {
      app.updateDesired(A, level(i));
      app.updateGroup("hall", level(i));
    }
    other.deviceRegistry().register(device(C, "hall"));
    other.deviceRegistry().update(device(B, "attic"), 0);
  }

  private void assertThatItHasArrivedOnce() {
    await().until(() -> follower.freshness().live() && heard.released().equals(List.of(C)));
    await().untilAsserted(() -> assertThat(heard.count()).isEqualTo(6));
    assertThat(heard.of(A)).hasSize(2);
    assertThat(heard.of(A).get(1).version()).isEqualTo(new DesiredVersion(4, "", 0));
    assertThat(heard.of(B)).hasSize(2);
    assertThat(heard.of(B).get(1).version()).isEqualTo(new DesiredVersion(0, "attic", 1));
    assertThat(follower.devices()).containsExactlyInAnyOrder(A, B, D);
  }

  /** That it still follows, and has not been told anything late. */
  private void assertThatItFollows() throws InterruptedException {
    int before = heard.count();
    app.updateDesired(A, TwinPatch.empty().set("again", before));
    app.updateGroup("attic", TwinPatch.empty().set("again", before));
    await().untilAsserted(() -> assertThat(heard.count()).isEqualTo(before + 3));
    assertThat(heard.anyTwice()).isFalse();
  }

  @Test
  void whatChangesWhileTheConnectionIsDownArrivesOnceAfterwards() throws Exception {
    proxy.cut();
    await().until(() -> !follower.freshness().live());
    changeWhatIsDesired();
    assertThat(heard.count()).isEqualTo(4);
    proxy.mend();
    assertThatItHasArrivedOnce();
    assertThatItFollows();
  }

  @Test
  void whatChangesWhileTheSessionEndsArrivesOnceAfterwards() throws Exception {
    long session = gateway.sessionLease().sessionId();
    proxy.freeze();
    await().until(() -> !zookeeper.ask("dump").contains(Long.toHexString(session)));
    changeWhatIsDesired();
    proxy.unfreeze();
    assertThatItHasArrivedOnce();
    assertThat(gateway.sessionLease().sessionId()).isNotEqualTo(session);
    assertThatItFollows();
  }

  @Test
  void goesOnAfterARestartOfTheServer() throws Exception {
    proxy.cut();
    zookeeper.server().stop();
    await().until(() -> !follower.freshness().live());
    zookeeper.server().restart();
    changeWhatIsDesired();
    proxy.mend();
    assertThatItHasArrivedOnce();
    assertThatItFollows();
  }

  @Test
  void afterABlipInWhichNothingChangedTheDevicesAreNotReadAgain() throws Exception {
    // Written without a notice, by which alone it could be known.
    CuratorFramework raw = zookeeper.client();
    String path = new ZnodeLayout(zookeeper.root()).desired("a");
    app.updateDesired(A, level(2));
    await().until(() -> heard.count() == 5);
    raw.setData().forPath(path, raw.getData().forPath(path));
    for (int i = 0; i < 3; i++) {
      proxy.cut();
      await().until(() -> !follower.freshness().live());
      proxy.mend();
      await().until(() -> follower.freshness().live());
    }
    app.updateDesired(D, level(9));
    await().until(() -> heard.count() == 6);
    assertThat(heard.last().device()).isEqualTo(D);
    // With a notice all comes to light.
    app.updateDesired(A, level(3));
    await().until(() -> heard.count() == 7);
    assertThat(heard.last().version().own()).isEqualTo(4);
  }

  @Test
  void requestsWaitForTheConnection() throws Exception {
    proxy.cut();
    await().until(() -> !follower.freshness().live());
    TwinDelta told = heard.of(A).get(0);
    CompletableFuture<VersionedState> report = gateway.deviceTwins().reportAsync(told, level(1));
    CompletableFuture<VersionedState> update =
        gateway.deviceTwins().updateDesiredAsync(B, level(7));
    proxy.mend();
    assertThat(report.join().version()).isEqualTo(1);
    assertThat(update.join().version()).isEqualTo(1);
    await().until(() -> heard.of(B).size() == 2 && follower.pending(A).isEmpty());
  }

  @Test
  void requestsEndWithTheOperationTimeout() throws Exception {
    FreezingProxy ownProxy = zookeeper.proxy();
    IotCoord hasty =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client(ownProxy.connectString(), ZooKeeperExtension.SESSION))
                .operationTimeout(Duration.ofMillis(500))
                .build());
    ownProxy.freeze();
    DeviceTwins twins = hasty.deviceTwins();
    assertThatThrownBy(() -> twins.updateDesired(A, level(2)))
        .isInstanceOf(CoordinationUnavailableException.class)
        .hasMessageContaining("device a");
    assertThatThrownBy(() -> twins.find(A)).isInstanceOf(CoordinationUnavailableException.class);
    assertThatThrownBy(() -> twins.follow(ALL, heard, Runnable::run))
        .isInstanceOf(CoordinationUnavailableException.class);
    ownProxy.unfreeze();
    await().ignoreExceptions().until(() -> twins.updateDesired(A, level(2)).version() >= 2);
  }

  @Test
  void aGatewayThatWasCutOffCannotOverwriteWhatItsSuccessorReports() throws Exception {
    TwinDelta told = heard.of(A).get(0);
    proxy.freeze();
    CompletableFuture<VersionedState> late = gateway.deviceTwins().reportAsync(told, level(1));
    DeviceRegistry registry = other.deviceRegistry();
    registry.register(device(A, ""));
    VersionedState reported = app.report(A, level(99));
    proxy.unfreeze();
    assertThatThrownBy(late::join).hasCauseInstanceOf(NotOwnerException.class);
    DeviceTwin twin = app.find(A).orElseThrow();
    assertThat(twin.reported()).isEqualTo(reported);
    assertThat(twin.applied()).isEqualTo(DesiredVersion.NONE);
    await().until(() -> heard.released().equals(List.of(A)));
  }

  @Test
  void oneOfManyThatFailsDoesNotHarmTheOthers() throws Exception {
    DeviceTwins twins = gateway.deviceTwins();
    List<CompletableFuture<VersionedState>> writes =
        List.of(
            twins.updateDesiredAsync(B, level(5)),
            twins.updateDesiredAsync(DeviceId.of("nobody"), level(5)),
            twins.updateDesiredAsync(C, level(5)),
            twins.updateDesiredAsync(D, TwinPatch.of(Map.of("text", "x".repeat(600_000)))),
            twins.reportAsync(A, level(5)));
    assertThat(writes.get(0).join().version()).isEqualTo(1);
    assertThatThrownBy(() -> writes.get(1).join()).hasMessageContaining("nobody");
    assertThat(writes.get(2).join().version()).isEqualTo(1);
    assertThatThrownBy(() -> writes.get(3).join())
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(writes.get(4).join().version()).isEqualTo(1);
  }
}
