package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeviceTwinsTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Device LAMP = Device.of("lamp-1", "lamp").withGroup("hall");
  private static final DeviceId ID = LAMP.id();

  @Test
  void whatIsDesiredAndReportedIsSeenByOthers() throws Exception {
    IotCoord gateway = zookeeper.coord("gateway-1");
    DeviceTwins app = zookeeper.coord("app").deviceTwins();
    assertThat(app.find(ID)).isEmpty();
    gateway.deviceRegistry().register(LAMP);
    DeviceTwin fresh = app.find(ID).orElseThrow();
    assertThat(fresh.version()).isEqualTo(DesiredVersion.NONE);
    assertThat(fresh.isPending()).isFalse();
    assertThat(fresh.desired().isEmpty()).isTrue();

    VersionedState desired = app.updateDesired(ID, TwinPatch.empty().set("level", 70));
    assertThat(desired).isEqualTo(new VersionedState(TwinState.of(Map.of("level", 70)), 1));
    DeviceTwin twin = app.find(ID).orElseThrow();
    assertThat(twin.isPending()).isTrue();
    assertThat(twin.group()).isEqualTo("hall");
    assertThat(twin.delta()).isEqualTo(twin.desired()).isEqualTo(desired.state());

    VersionedState reported =
        gateway.deviceTwins().report(ID, TwinPatch.empty().set("level", 69).set("hours", 12.5));
    assertThat(reported.version()).isEqualTo(1);
    twin = app.find(ID).orElseThrow();
    assertThat(twin.reported()).isEqualTo(reported);
    assertThat(twin.delta()).isEqualTo(TwinState.of(Map.of("level", 70)));
    assertThat(twin.isPending()).isTrue();
  }

  @Test
  void patchesMergeAndThoseThatChangeNothingAreNotWritten() throws Exception {
    IotCoord gateway = registered();
    DeviceTwins twins = gateway.deviceTwins();
    twins.updateDesired(ID, TwinPatch.empty().set("a", 1).set("net", Map.of("apn", "x", "b", 2)));
    VersionedState second =
        twins.updateDesired(
            ID, TwinPatch.empty().remove("a").set("net", TwinPatch.empty().remove("b")));
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.state()).isEqualTo(TwinState.of(Map.of("net", Map.of("apn", "x"))));
    TwinPatch same = TwinPatch.empty().set("net", Map.of("apn", "x")).remove("a");
    assertThat(twins.updateDesired(ID, same)).isEqualTo(second);
    assertThat(twins.updateDesired(ID, same, 2)).isEqualTo(second);
    assertThat(twins.updateGroup("hall", TwinPatch.empty().remove("z")))
        .isEqualTo(VersionedState.NONE);
    assertThat(twins.report(ID, TwinPatch.empty())).isEqualTo(VersionedState.NONE);
  }

  @Test
  void anUpdateNeedsTheVersionThatItIsBasedOn() throws Exception {
    DeviceTwins twins = registered().deviceTwins();
    TwinPatch patch = TwinPatch.empty().set("a", 1);
    assertThat(twins.updateDesired(ID, patch, 0).version()).isEqualTo(1);
    assertThatThrownBy(() -> twins.updateDesired(ID, TwinPatch.empty().set("a", 2), 0))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("lamp-1")
        .hasMessageContaining("not at version 0 any more, but at 1");
    assertThat(twins.updateGroup("hall", patch, 0).version()).isEqualTo(1);
    assertThatThrownBy(() -> twins.updateGroup("hall", patch, 7))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("group hall");
  }

  @Test
  void concurrentUpdatesLoseNone() throws Exception {
    DeviceTwins one = registered().deviceTwins();
    DeviceTwins other = zookeeper.coord("app").deviceTwins();
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      DeviceTwins twins = i % 2 == 0 ? one : other;
      writes.add(twins.updateDesiredAsync(ID, TwinPatch.empty().set("k" + i, i)));
    }
    CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0])).join();
    VersionedState end = one.find(ID).orElseThrow().own();
    assertThat(end.version()).isEqualTo(100);
    assertThat(end.state().asMap()).hasSize(100);
  }

  @Test
  void writesOfOneCallerToOneDeviceKeepTheirOrder() throws Exception {
    DeviceTwins twins = registered().deviceTwins();
    List<CompletableFuture<VersionedState>> writes =
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> twins.updateDesiredAsync(ID, TwinPatch.empty().set("a", i)))
            .toList();
    for (int i = 0; i < 50; i++) {
      assertThat(writes.get(i).join().version()).isEqualTo(i + 1);
      assertThat(writes.get(i).join().state().whole("a")).contains(i + 1L);
    }
  }

  @Test
  void manyDevicesAreWrittenAndReadTogether() throws Exception {
    IotCoord gateway = zookeeper.coord("gateway-1");
    List<Device> devices = devices(500, "hall");
    gateway.deviceRegistry().registerAll(devices);
    DeviceTwins twins = gateway.deviceTwins();
    twins.updateGroup("hall", TwinPatch.empty().set("rate", 10));
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (Device device : devices) {
      writes.add(twins.updateDesiredAsync(device.id(), TwinPatch.empty().set("a", 1)));
      writes.add(twins.reportAsync(device.id(), TwinPatch.empty().set("b", 2)));
    }
    CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0])).join();
    List<DeviceId> ids = new ArrayList<>(devices.stream().map(Device::id).toList());
    ids.add(DeviceId.of("nobody"));
    Map<DeviceId, DeviceTwin> found = zookeeper.coord("app").deviceTwins().findAll(ids);
    assertThat(found).hasSize(500);
    assertThat(found.values())
        .allSatisfy(
            twin -> {
              assertThat(twin.desired()).isEqualTo(TwinState.of(Map.of("a", 1, "rate", 10)));
              assertThat(twin.reported().state()).isEqualTo(TwinState.of(Map.of("b", 2)));
              assertThat(twin.version()).isEqualTo(new DesiredVersion(1, "hall", 1));
            });
  }

  @Test
  void aGroupIsInheritedAndItsDevicesOverrideIt() throws Exception {
    DeviceTwins twins = registered().deviceTwins();
    VersionedState group =
        twins.updateGroup("hall", TwinPatch.empty().set("level", 50).set("colour", "warm"));
    assertThat(twins.groupDesired("hall")).isEqualTo(group);
    assertThat(twins.groupDesired("attic")).isEqualTo(VersionedState.NONE);
    twins.updateDesired(ID, TwinPatch.empty().set("level", 80));
    DeviceTwin twin = twins.find(ID).orElseThrow();
    assertThat(twin.desired()).isEqualTo(TwinState.of(Map.of("level", 80, "colour", "warm")));
    assertThat(twin.inherited()).isEqualTo(group);
    twins.updateDesired(ID, TwinPatch.empty().remove("level"));
    assertThat(twins.find(ID).orElseThrow().desired()).isEqualTo(group.state());
  }

  @Test
  void onlyRegisteredDevicesHaveDesiredStatesAndOnlyOwnersReport() throws Exception {
    IotCoord gateway = zookeeper.coord("gateway-1");
    DeviceTwins app = zookeeper.coord("app").deviceTwins();
    TwinPatch patch = TwinPatch.empty().set("a", 1);
    assertThatThrownBy(() -> app.updateDesired(ID, patch))
        .isInstanceOf(DeviceNotFoundException.class)
        .hasMessageContaining("lamp-1");
    assertThatThrownBy(() -> app.report(ID, patch)).isInstanceOf(DeviceNotFoundException.class);
    gateway.deviceRegistry().register(LAMP);
    app.updateDesired(ID, patch);
    assertThatThrownBy(() -> app.report(ID, patch))
        .isInstanceOf(NotOwnerException.class)
        .hasMessageContaining("gateway-1");
    IotCoord nextLife = zookeeper.coord("gateway-1");
    assertThatThrownBy(() -> nextLife.deviceTwins().report(ID, patch))
        .isInstanceOf(NotOwnerException.class)
        .hasMessageContaining("another life");
    nextLife.deviceRegistry().register(LAMP);
    assertThat(nextLife.deviceTwins().report(ID, patch).version()).isEqualTo(1);
    assertThatThrownBy(() -> gateway.deviceTwins().report(ID, patch))
        .isInstanceOf(NotOwnerException.class);
  }

  @Test
  void aReportThatIsUnderWayDoesNotOutliveAHandOver() throws Exception {
    IotCoord first = zookeeper.coord("gateway-1");
    IotCoord second = zookeeper.coord("gateway-2");
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      first.deviceRegistry().register(LAMP);
      List<CompletableFuture<VersionedState>> late = new ArrayList<>();
      CompletableFuture<?> handOver =
          CompletableFuture.runAsync(
              () -> {
                try {
                  second.deviceRegistry().register(LAMP);
                  second.deviceTwins().report(ID, TwinPatch.empty().set("by", "gateway-2"));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      while (!handOver.isDone()) {
        TwinPatch patch = TwinPatch.empty().set("by", "gateway-1").set("count", late.size());
        late.add(first.deviceTwins().reportAsync(ID, patch));
        late.get(late.size() - 1).handle((done, failure) -> done).join();
      }
      handOver.join();
      assertThat(second.deviceTwins().find(ID).orElseThrow().reported().state().text("by"))
          .contains("gateway-2");
      refused += (int) late.stream().filter(CompletableFuture::isCompletedExceptionally).count();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void whatIsRemovedIsForgotten() throws Exception {
    IotCoord gateway = registered();
    DeviceTwins twins = gateway.deviceTwins();
    twins.remove(ID);
    twins.updateDesired(ID, TwinPatch.empty().set("a", 1));
    twins.report(ID, TwinPatch.empty().set("a", 1));
    zookeeper.coord("app").deviceTwins().remove(ID);
    DeviceTwin twin = twins.find(ID).orElseThrow();
    assertThat(twin.own()).isEqualTo(VersionedState.NONE);
    assertThat(twin.reported()).isEqualTo(VersionedState.NONE);
    twins.updateDesired(ID, TwinPatch.empty().set("a", 1));
    gateway.deviceRegistry().deregister(ID);
    twins.remove(ID);
    assertThat(zookeeper.client().checkExists().forPath(layout().desired("lamp-1"))).isNull();
  }

  @Test
  void whatCannotBeReadIsNotOverwritten() throws Exception {
    IotCoord gateway = registered();
    DeviceTwins twins = gateway.deviceTwins();
    TwinPatch patch = TwinPatch.empty().set("a", 1);
    twins.updateDesired(ID, patch);
    twins.report(ID, patch);
    CuratorFramework raw = zookeeper.client();
    raw.setData().forPath(layout().desired("lamp-1"), bytes("{\"format\":2}"));
    raw.setData().forPath(layout().reported("lamp-1"), bytes("garbage"));
    assertThatThrownBy(() -> twins.find(ID))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("lamp-1");
    assertThat(twins.findAll(List.of(ID))).isEmpty();
    assertThatThrownBy(() -> twins.updateDesired(ID, patch))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("upgrade the library");
    assertThatThrownBy(() -> twins.report(ID, patch))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("not JSON");
    twins.remove(ID);
    assertThat(twins.updateDesired(ID, patch).version()).isEqualTo(1);
    assertThat(twins.report(ID, patch).version()).isEqualTo(1);
  }

  @Test
  void largeStatesAreWrittenAndTooLargeOnesRefused() throws Exception {
    DeviceTwins twins = registered().deviceTwins();
    TwinPatch large = TwinPatch.empty().set("text", "x".repeat(500_000));
    assertThat(twins.updateDesired(ID, large).version()).isEqualTo(1);
    assertThat(twins.updateGroup("hall", large).version()).isEqualTo(1);
    assertThat(twins.report(ID, large).version()).isEqualTo(1);
    assertThat(twins.find(ID).orElseThrow().delta().isEmpty()).isTrue();
    assertThatThrownBy(
            () -> twins.updateDesired(ID, TwinPatch.empty().set("t", "é".repeat(20_000))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lamp-1")
        .hasMessageContaining("more than 524288");
    assertThat(twins.find(ID).orElseThrow().own().version()).isEqualTo(1);
  }

  @Test
  void manyLargeStatesAreWrittenReadAndFollowed() throws Exception {
    IotCoord gateway = zookeeper.coord("gateway-1");
    List<Device> devices = devices(20, "hall");
    gateway.deviceRegistry().registerAll(devices);
    DeviceTwins twins = gateway.deviceTwins();
    TwinPatch large = TwinPatch.empty().set("text", "x".repeat(100_000));
    List<CompletableFuture<VersionedState>> writes =
        devices.stream().map(device -> twins.updateDesiredAsync(device.id(), large)).toList();
    for (CompletableFuture<VersionedState> write : writes) {
      assertThat(write.join().version()).isEqualTo(1);
    }
    List<DeviceId> ids = devices.stream().map(Device::id).toList();
    // The first guess at how many fit into one answer is too high.
    assertThat(zookeeper.coord("app").deviceTwins().findAll(ids)).hasSize(20);
    Heard heard = new Heard();
    zookeeper.own(twins.follow(ids, heard, Runnable::run));
    assertThat(heard.count()).isEqualTo(20);
    assertThat(heard.anyTwice()).isFalse();
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without a null checker do
  void badInputIsRefusedAtTheCall() throws Exception {
    DeviceTwins twins = registered().deviceTwins();
    TwinPatch patch = TwinPatch.empty();
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> twins.find(null),
            () -> twins.findAll(null),
            () -> twins.updateDesired(null, patch),
            () -> twins.updateDesired(ID, null),
            () -> twins.updateDesired(ID, patch, -1),
            () -> twins.updateDesiredAsync(null, patch),
            () -> twins.groupDesired(""),
            () -> twins.updateGroup("a/b", patch),
            () -> twins.updateGroup("", patch),
            () -> twins.updateGroup("hall", null),
            () -> twins.updateGroup("hall", patch, -1),
            () -> twins.report((DeviceId) null, patch),
            () -> twins.report((TwinDelta) null, patch),
            () -> twins.report(ID, null),
            () -> twins.reportAsync((TwinDelta) null, patch),
            () -> twins.remove(null),
            () -> twins.follow(null, delta -> {}, Runnable::run),
            () -> twins.follow(List.of(ID), null, Runnable::run),
            () -> twins.follow(List.of(ID), delta -> {}, null))) {
      assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsClosedSaysSo() throws Exception {
    IotCoord gateway = registered();
    DeviceTwins twins = gateway.deviceTwins();
    gateway.close();
    assertThatThrownBy(gateway::deviceTwins).isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> twins.find(ID)).isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> twins.updateDesired(ID, TwinPatch.empty()))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> twins.follow(List.of(), delta -> {}, Runnable::run))
        .isInstanceOf(CoordinationClosedException.class);
  }

  private static IotCoord registered() throws InterruptedException {
    IotCoord gateway = zookeeper.coord("gateway-1");
    DeviceRegistry registry = gateway.deviceRegistry();
    registry.register(LAMP);
    return gateway;
  }

  static List<Device> devices(int count, String group) {
    return IntStream.range(0, count)
        .mapToObj(i -> Device.of("device-" + i, "lamp").withGroup(group))
        .toList();
  }

  private static ZnodeLayout layout() {
    return new ZnodeLayout(zookeeper.root());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
