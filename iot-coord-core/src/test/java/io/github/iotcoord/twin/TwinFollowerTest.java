package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TwinFollowerTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Executor DIRECT = Runnable::run;
  private static final Device LAMP = Device.of("lamp-1", "lamp").withGroup("hall");
  private static final Device OTHER = Device.of("lamp-2", "lamp").withGroup("hall");
  private static final DeviceId ID = LAMP.id();

  private final Heard heard = new Heard();
  private IotCoord gateway;
  private DeviceTwins app;

  @BeforeEach
  void register() throws InterruptedException {
    gateway = zookeeper.coord("gateway-1");
    gateway.deviceRegistry().registerAll(List.of(LAMP, OTHER));
    app = zookeeper.coord("app").deviceTwins();
  }

  private static TwinPatch level(int level) {
    return TwinPatch.empty().set("level", level);
  }

  private TwinFollower follow(IotCoord by, TwinListener listener, DeviceId... devices)
      throws InterruptedException {
    return zookeeper.own(by.deviceTwins().follow(List.of(devices), listener, DIRECT));
  }

  @Test
  void tellsWhatIsPendingAndThenWhatChanges() throws Exception {
    app.updateGroup("hall", TwinPatch.empty().set("colour", "warm"));
    app.updateDesired(ID, level(10));
    TwinFollower follower = follow(gateway, heard, ID);
    assertThat(follower.freshness().live()).isTrue();
    TwinState desired = TwinState.of(Map.of("colour", "warm", "level", 10));
    assertThat(heard.deltas())
        .containsExactly(new TwinDelta(ID, new DesiredVersion(1, "hall", 1), desired, desired));

    gateway.deviceTwins().report(heard.last(), TwinPatch.of(heard.last().delta()));
    app.updateDesired(ID, level(20));
    await().until(() -> heard.count() == 2);
    assertThat(heard.last())
        .isEqualTo(
            new TwinDelta(
                ID,
                new DesiredVersion(2, "hall", 1),
                TwinState.of(Map.of("colour", "warm", "level", 20)),
                TwinState.of(Map.of("level", 20))));

    app.updateGroup("hall", TwinPatch.empty().set("colour", "cold").set("level", 5));
    await().until(() -> heard.count() == 3);
    assertThat(heard.last().version()).isEqualTo(new DesiredVersion(2, "hall", 2));
    assertThat(heard.last().desired())
        .isEqualTo(TwinState.of(Map.of("colour", "cold", "level", 20)));
    assertThat(app.find(ID).orElseThrow().applied()).isEqualTo(new DesiredVersion(1, "hall", 1));
  }

  @Test
  void nothingIsToldOfDevicesOfWhichNothingIsDesired() throws Exception {
    follow(gateway, heard, ID, OTHER.id());
    gateway.deviceTwins().report(ID, level(3));
    app.updateDesired(OTHER.id(), level(1));
    await().until(() -> heard.count() == 1);
    assertThat(heard.last().device()).isEqualTo(OTHER.id());
  }

  @Test
  void theNextLifeIsToldOnlyWhatWasNotAcknowledged() throws Exception {
    app.updateDesired(ID, level(10));
    app.updateDesired(OTHER.id(), level(20));
    follow(gateway, heard, ID, OTHER.id());
    TwinDelta first = heard.of(ID).get(0);
    // Acknowledged, although the lamp could not do it.
    gateway.deviceTwins().report(first, level(9));
    assertThat(app.find(ID).orElseThrow().isPending()).isFalse();
    gateway.close();
    app.updateGroup("attic", level(1));

    IotCoord nextLife = zookeeper.coord("gateway-1");
    nextLife.deviceRegistry().registerAll(List.of(LAMP, OTHER));
    Heard next = new Heard();
    TwinFollower follower = follow(nextLife, next, ID, OTHER.id());
    assertThat(next.deltas()).containsExactly(heard.of(OTHER.id()).get(0));
    assertThat(follower.pending(ID)).isEmpty();
    assertThat(follower.pending(OTHER.id())).contains(next.last());
  }

  @Test
  void whatChangedWhileTheGatewayWasGoneArrivesOnceAsItIsNow() throws Exception {
    TwinFollower before = follow(gateway, heard, ID);
    before.close();
    for (int i = 1; i <= 5; i++) {
      app.updateDesired(ID, TwinPatch.empty().set("level", i).set("key-" + i, i));
    }
    app.updateDesired(ID, TwinPatch.empty().remove("key-2"));
    follow(gateway, heard, ID);
    assertThat(heard.count()).isEqualTo(1);
    assertThat(heard.last().version().own()).isEqualTo(6);
    assertThat(heard.last().desired())
        .isEqualTo(
            TwinState.of(Map.of("level", 5, "key-1", 1, "key-3", 3, "key-4", 4, "key-5", 5)));
  }

  @Test
  void aDeviceThatMovesToAnotherGroupInheritsFromThat() throws Exception {
    app.updateGroup("hall", level(1));
    app.updateGroup("attic", level(2));
    follow(gateway, heard, ID);
    DeviceRegistry registry = zookeeper.coord("admin").deviceRegistry();
    registry.update(LAMP.withGroup("attic"), 0);
    await().until(() -> heard.count() == 2);
    assertThat(heard.last().version()).isEqualTo(new DesiredVersion(0, "attic", 1));
    assertThat(heard.last().desired()).isEqualTo(TwinState.of(Map.of("level", 2)));
    app.updateGroup("attic", level(3));
    await().until(() -> heard.count() == 3);
    // Nothing is inherited any more.
    registry.update(LAMP.withGroup(""), 1);
    await().until(() -> heard.count() == 4);
    assertThat(heard.last().version()).isEqualTo(DesiredVersion.NONE);
    assertThat(heard.last().desired().isEmpty()).isTrue();
    // Other changes of a description are no news.
    registry.update(LAMP.withGroup("").with("watts", "9"), 2);
    app.updateGroup("hall", level(4));
    gateway.deviceTwins().report(heard.last(), TwinPatch.empty().remove("level"));
    app.updateDesired(ID, level(5));
    await().until(() -> heard.count() == 5);
    assertThat(heard.last().version()).isEqualTo(new DesiredVersion(1, "", 0));
  }

  @Test
  void aDeviceThatIsHandedOverIsReleasedAndItsNewOwnerIsTold() throws Exception {
    app.updateDesired(ID, level(10));
    app.updateDesired(OTHER.id(), level(10));
    TwinFollower old = follow(gateway, heard, ID, OTHER.id());
    gateway.deviceTwins().report(heard.of(OTHER.id()).get(0), level(10));

    IotCoord second = zookeeper.coord("gateway-2");
    second.deviceRegistry().register(LAMP);
    second.deviceRegistry().registerAll(List.of(OTHER));
    await().until(() -> heard.released().size() == 2);
    assertThat(old.devices()).isEmpty();
    Heard next = new Heard();
    follow(second, next, ID, OTHER.id());
    assertThat(next.deltas()).containsExactly(heard.of(ID).get(0));
    app.updateDesired(ID, level(11));
    app.updateGroup("hall", TwinPatch.empty().set("colour", "warm"));
    await().until(() -> next.of(ID).size() == 3 && next.of(OTHER.id()).size() == 1);
    assertThat(heard.count()).isEqualTo(2);
    assertThatThrownBy(() -> gateway.deviceTwins().report(heard.of(ID).get(0), level(10)))
        .isInstanceOf(NotOwnerException.class);

    // And back again.
    gateway.deviceRegistry().register(LAMP);
    old.add(List.of(ID));
    await().until(() -> heard.of(ID).size() == 2);
    assertThat(heard.last().version()).isEqualTo(new DesiredVersion(2, "hall", 1));
    await().until(() -> next.released().equals(List.of(ID)));
  }

  @Test
  void whatThisLifeHasNotRegisteredIsReleasedAtOnce() throws Exception {
    app.updateDesired(ID, level(10));
    TwinFollower follower = follow(zookeeper.coord("gateway-1"), heard, ID, DeviceId.of("nobody"));
    assertThat(heard.released()).containsExactlyInAnyOrder(ID, DeviceId.of("nobody"));
    assertThat(heard.count()).isZero();
    assertThat(follower.devices()).isEmpty();
  }

  @Test
  void whatIsDeregisteredIsReleased() throws Exception {
    follow(gateway, heard, ID, OTHER.id());
    gateway.deviceRegistry().deregister(ID);
    await().until(() -> heard.released().equals(List.of(ID)));
    app.updateGroup("hall", level(1));
    await().until(() -> heard.count() == 1);
    assertThat(heard.last().device()).isEqualTo(OTHER.id());
  }

  @Test
  void aNoticeThatSomebodyLeftBehindIsInNobodysWay() throws Exception {
    follow(gateway, heard, ID, OTHER.id());
    ZnodeLayout layout = new ZnodeLayout(zookeeper.root());
    CuratorFramework raw = zookeeper.client();
    raw.create().creatingParentsIfNeeded().forPath(layout.notice("gateway-1", "lamp-1"));
    raw.create().forPath(layout.notice("gateway-1", "lamp-2"));
    app.updateDesired(ID, level(1));
    await().until(() -> heard.count() == 1);
    assertThat(raw.checkExists().forPath(layout.notice("gateway-1", "lamp-1"))).isNull();
    zookeeper.coord("gateway-2").deviceRegistry().register(OTHER);
    await().until(() -> heard.released().equals(List.of(OTHER.id())));
    assertThat(raw.getChildren().forPath(layout.owner("gateway-1"))).isEmpty();
  }

  @Test
  void devicesComeAndGo() throws Exception {
    app.updateGroup("hall", level(1));
    TwinFollower follower = follow(gateway, heard);
    assertThat(heard.count()).isZero();
    follower.add(List.of(ID, OTHER.id()));
    await().until(() -> heard.count() == 2);
    assertThat(follower.devices()).isEqualTo(Set.of(ID, OTHER.id()));
    follower.remove(List.of(ID));
    assertThat(follower.devices()).isEqualTo(Set.of(OTHER.id()));
    assertThat(follower.pending(ID)).isEmpty();
    app.updateDesired(ID, level(2));
    app.updateGroup("hall", level(2));
    await().until(() -> heard.count() == 3);
    assertThat(heard.last().device()).isEqualTo(OTHER.id());
    follower.add(List.of(ID));
    await().until(() -> heard.count() == 4);
    assertThat(heard.last().device()).isEqualTo(ID);
    assertThat(heard.released()).isEmpty();
    assertThat(heard.of(OTHER.id())).hasSize(2);
  }

  @Test
  void aDeviceThatSleepsIsAskedForWhenItWakes() throws Exception {
    TwinFollower follower = follow(gateway, delta -> {}, ID);
    assertThat(follower.pending(ID)).isEmpty();
    app.updateDesired(ID, level(1));
    app.updateDesired(ID, level(2));
    await()
        .until(() -> follower.pending(ID).map(d -> d.version().own()).orElse(0), own -> own == 2);
    TwinDelta pending = follower.pending(ID).orElseThrow();
    gateway.deviceTwins().report(ID, TwinPatch.empty().set("battery", 80));
    assertThat(follower.pending(ID)).contains(pending);
    gateway.deviceTwins().report(pending, level(2));
    await().until(() -> follower.pending(ID).isEmpty());
  }

  @Test
  void aListenerThatBlocksIsToldTheNewestAndHarmsNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Executor ownThread =
        task -> {
          Thread thread = new Thread(task, "blocked listener");
          thread.setDaemon(true);
          thread.start();
        };
    Heard slow = new Heard();
    TwinFollower slowFollower =
        zookeeper.own(
            gateway
                .deviceTwins()
                .follow(
                    List.of(ID, OTHER.id()),
                    delta -> {
                      slow.desired(delta);
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    },
                    ownThread));
    follow(gateway, heard, ID, OTHER.id());
    app.updateDesired(ID, level(1));
    await().until(() -> slow.count() == 1);
    for (int i = 2; i <= 20; i++) {
      app.updateDesired(ID, level(i));
    }
    app.updateDesired(OTHER.id(), level(1));
    await()
        .until(() -> heard.of(OTHER.id()).size() == 1 && newest(heard, ID).version().own() == 20);
    await()
        .until(
            () ->
                slowFollower.pending(OTHER.id()).isPresent()
                    && slowFollower.pending(ID).orElseThrow().version().own() == 20);
    assertThat(slow.count()).isEqualTo(1);
    release.countDown();
    await().until(() -> slow.count() == 3);
    assertThat(newest(slow, ID).version().own()).isEqualTo(20);
    assertThat(newest(slow, OTHER.id()).version().own()).isEqualTo(1);
    assertThat(heard.anyTwice()).isFalse();
  }

  @Test
  void aListenerThatThrowsGoesOn() throws Exception {
    follow(
        gateway,
        delta -> {
          heard.desired(delta);
          throw new IllegalStateException("thrown on purpose by a test");
        },
        ID);
    app.updateDesired(ID, level(1));
    await().until(() -> heard.count() == 1);
    app.updateDesired(ID, level(2));
    await().until(() -> heard.count() == 2);
  }

  @Test
  void whatCannotBeReadIsCountedAndTheOthersGoOn() throws Exception {
    app.updateDesired(ID, level(1));
    app.updateGroup("hall", level(0));
    TwinFollower follower = follow(gateway, heard, ID, OTHER.id());
    assertThat(heard.count()).isEqualTo(2);
    CuratorFramework raw = zookeeper.client();
    ZnodeLayout layout = new ZnodeLayout(zookeeper.root());

    String good = "{\"format\":1,\"state\":{},\"by\":\"me\",\"at\":\"2026-01-02T03:04:05Z\"}";

    raw.setData().forPath(layout.desired("lamp-1"), bytes("{\"format\":9,\"state\":{}}"));
    follower.add(List.of(ID));
    await().until(() -> follower.quarantined() == 1);
    follower.add(List.of(ID));
    app.updateGroup("hall", level(2));
    await().until(() -> heard.count() == 3);
    assertThat(heard.last().device()).isEqualTo(OTHER.id());
    assertThat(follower.quarantined()).isEqualTo(1);
    raw.setData().forPath(layout.desired("lamp-1"), bytes(good));
    follower.add(List.of(ID));
    await().until(() -> heard.count() == 4);
    assertThat(heard.last().version()).isEqualTo(new DesiredVersion(3, "hall", 2));
    assertThat(heard.last().desired()).isEqualTo(TwinState.of(Map.of("level", 2)));

    raw.setData().forPath(layout.groupDesired("hall"), bytes("garbage"));
    await().until(() -> follower.quarantined() == 2);
    app.updateDesired(ID, level(4));
    zookeeper.coord("admin").deviceRegistry().update(OTHER.withGroup("attic"), 0);
    await().until(() -> heard.count() == 5);
    assertThat(heard.last().device()).isEqualTo(OTHER.id());
    raw.setData().forPath(layout.groupDesired("hall"), bytes(good));
    await().until(() -> heard.count() == 6);
    assertThat(heard.last().version()).isEqualTo(new DesiredVersion(4, "hall", 4));
  }

  @Test
  void aGarbledReportIsAsNoneAndEverythingIsToldAgain() throws Exception {
    app.updateDesired(ID, level(1));
    follow(gateway, heard, ID).close();
    gateway.deviceTwins().report(heard.last(), level(1));
    zookeeper
        .client()
        .setData()
        .forPath(new ZnodeLayout(zookeeper.root()).reported("lamp-1"), bytes("[]"));
    TwinFollower follower = follow(gateway, heard, ID);
    assertThat(heard.count()).isEqualTo(2);
    assertThat(follower.quarantined()).isEqualTo(1);
  }

  @Test
  void oneChangeForAGroupIsOneWriteAndReachesEveryDevice() throws Exception {
    IotCoord second = zookeeper.coord("gateway-2");
    List<Device> devices = DeviceTwinsTest.devices(400, "hall");
    gateway.deviceRegistry().registerAll(devices.subList(0, 200));
    second.deviceRegistry().registerAll(devices.subList(200, 400));
    Heard heardBySecond = new Heard();
    follow(gateway, heard, ids(devices.subList(0, 200)));
    follow(second, heardBySecond, ids(devices.subList(200, 400)));
    app.updateGroup("hall", level(1));
    await().until(() -> heard.count() == 200 && heardBySecond.count() == 200);
    long before = zxid();
    app.updateGroup("hall", level(2));
    await().until(() -> heard.count() == 400 && heardBySecond.count() == 400);
    assertThat(zxid()).isEqualTo(before + 1);

    List<CompletableFuture<?>> reports = new ArrayList<>();
    for (Device device : devices.subList(0, 200)) {
      List<TwinDelta> told = heard.of(device.id());
      reports.add(gateway.deviceTwins().reportAsync(told.get(told.size() - 1), level(2)));
    }
    CompletableFuture.allOf(reports.toArray(new CompletableFuture<?>[0])).join();
    assertThat(app.findAll(List.of(ids(devices.subList(0, 200)))).values())
        .hasSize(200)
        .noneMatch(DeviceTwin::isPending);
  }

  @Test
  void closingLeavesNoWatchAndTellsNothingMore() throws Exception {
    TwinFollower follower = follow(gateway, heard, ID);
    app.updateGroup("hall", level(1));
    await().until(() -> heard.count() == 1);
    String owner = new ZnodeLayout(zookeeper.root()).owner("gateway-1");
    assertThat(zookeeper.ask("wchp")).contains(owner).contains("/twins/groups/");
    follower.close();
    follower.close();
    await().untilAsserted(() -> assertThat(zookeeper.ask("wchp")).doesNotContain(owner));
    await().untilAsserted(() -> assertThat(zookeeper.ask("wchp")).doesNotContain("/twins/groups/"));
    assertThatThrownBy(() -> follower.add(List.of(ID)))
        .isInstanceOf(CoordinationClosedException.class);
    assertThat(follower.freshness().live()).isFalse();
    app.updateDesired(ID, level(2));
    Heard next = new Heard();
    follow(gateway, next, ID);
    assertThat(next.count()).isEqualTo(1);
    assertThat(heard.count()).isEqualTo(1);
  }

  @Test
  void aGroupThatNoDeviceIsInAnyMoreIsNotWatched() throws Exception {
    TwinFollower follower = follow(gateway, heard, ID, OTHER.id());
    assertThat(zookeeper.ask("wchp")).contains("/twins/groups/");
    follower.remove(List.of(ID));
    zookeeper.coord("admin").deviceRegistry().update(OTHER.withGroup(""), 0);
    await().untilAsserted(() -> assertThat(zookeeper.ask("wchp")).doesNotContain("/twins/groups/"));
  }

  private long zxid() {
    return zookeeper
        .ask("srvr")
        .lines()
        .filter(line -> line.startsWith("Zxid: 0x"))
        .mapToLong(line -> Long.parseLong(line.substring(8), 16))
        .findFirst()
        .orElseThrow();
  }

  private static TwinDelta newest(Heard listener, DeviceId device) {
    List<TwinDelta> told = listener.of(device);
    return told.get(told.size() - 1);
  }

  private static DeviceId[] ids(List<Device> devices) {
    return devices.stream().map(Device::id).toArray(DeviceId[]::new);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
