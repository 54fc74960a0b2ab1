package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRegistryTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Device LAMP = Device.of("lamp-1", "lamp").with("watts", "9");

  @Test
  void whatIsRegisteredIsFoundByOthers() throws Exception {
    RegisteredDevice registered = zookeeper.coord("gateway-1").deviceRegistry().register(LAMP);
    assertThat(registered.owner()).isEqualTo("gateway-1");
    assertThat(registered.version()).isZero();
    assertThat(zookeeper.coord("app").deviceRegistry().get(LAMP.id())).isEqualTo(registered);
  }

  @Test
  void whatIsNotRegisteredIsNotFound() throws Exception {
    DeviceRegistry registry = zookeeper.coord("app").deviceRegistry();
    assertThat(registry.find(DeviceId.of("nobody"))).isEmpty();
    assertThatThrownBy(() -> registry.get(DeviceId.of("nobody")))
        .isInstanceOf(DeviceNotFoundException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(() -> registry.deregister(DeviceId.of("nobody")))
        .isInstanceOf(DeviceNotFoundException.class);
    assertThatThrownBy(() -> registry.update(Device.of("nobody", "lamp"), 0))
        .isInstanceOf(DeviceNotFoundException.class);
  }

  @Test
  void anUpdateNeedsTheVersionThatItIsBasedOn() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceRegistry other = zookeeper.coord("app").deviceRegistry();
    registry.register(LAMP);
    RegisteredDevice updated = other.update(LAMP.with("watts", "7"), 0);
    assertThat(updated.version()).isEqualTo(1);
    assertThat(updated.owner()).isEqualTo("gateway-1");
    assertThat(registry.get(LAMP.id())).isEqualTo(updated);
    assertThatThrownBy(() -> registry.update(LAMP.with("watts", "5"), 0))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("lamp-1")
        .hasMessageContaining("1");
    assertThatThrownBy(() -> registry.update(LAMP, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void concurrentUpdatesLoseNone() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.register(LAMP.with("count", "0"));
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      writers.add(CompletableFuture.runAsync(() -> increment(registry, 10)));
    }
    CompletableFuture.allOf(writers.toArray(new CompletableFuture<?>[0])).join();
    RegisteredDevice end = registry.get(LAMP.id());
    assertThat(end.device().attributes()).containsEntry("count", "40");
    assertThat(end.version()).isEqualTo(40);
  }

  private static void increment(DeviceRegistry registry, int times) {
    try {
      int done = 0;
      while (done < times) {
        RegisteredDevice now = registry.get(LAMP.id());
        String count = now.device().attributes().getOrDefault("count", "0");
        String next = Integer.toString(Integer.parseInt(count) + 1);
        try {
          registry.update(now.device().with("count", next), now.version());
          done++;
        } catch (VersionConflictException e) {
          assertThat(e).hasMessageContaining("lamp-1");
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSecondGatewayTakesADeviceOverAndTheFirstCannotRemoveIt() throws Exception {
    DeviceRegistry first = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceRegistry second = zookeeper.coord("gateway-2").deviceRegistry();
    first.register(LAMP);
    assertThat(second.register(LAMP).version()).isEqualTo(1);
    assertThatThrownBy(() -> first.deregister(LAMP.id()))
        .isInstanceOf(NotOwnerException.class)
        .hasMessageContaining("gateway-2");
    assertThat(second.get(LAMP.id()).owner()).isEqualTo("gateway-2");
    second.deregister(LAMP.id());
    assertThat(second.find(LAMP.id())).isEmpty();
  }

  @Test
  void anEarlierLifeOfAGatewayCannotRemoveWhatItsSuccessorRegistered() throws Exception {
    DeviceRegistry earlier = zookeeper.coord("gateway-1").deviceRegistry();
    earlier.register(LAMP);
    DeviceRegistry later = zookeeper.coord("gateway-1").deviceRegistry();
    assertThatThrownBy(() -> later.deregister(LAMP.id())).isInstanceOf(NotOwnerException.class);
    later.register(LAMP);
    assertThatThrownBy(() -> earlier.deregister(LAMP.id())).isInstanceOf(NotOwnerException.class);
    later.deregister(LAMP.id());
  }

  @Test
  void ofManyDeregistrationsAtOnceOneSucceedsAndNoneHitsASuccessor() throws Exception {
    DeviceRegistry first = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceRegistry second = zookeeper.coord("gateway-2").deviceRegistry();
    for (int round = 0; round < 20; round++) {
      first.register(LAMP);
      List<CompletableFuture<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        attempts.add(CompletableFuture.supplyAsync(() -> deregistered(first)));
      }
      CompletableFuture.anyOf(attempts.toArray(new CompletableFuture<?>[0])).join();
      second.register(LAMP);
      assertThat(attempts.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
      assertThat(second.get(LAMP.id()).owner()).isEqualTo("gateway-2");
      second.deregister(LAMP.id());
    }
  }

  private static boolean deregistered(DeviceRegistry registry) {
    try {
      registry.deregister(LAMP.id());
      return true;
    } catch (DeviceNotFoundException | NotOwnerException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyAreRegisteredAtOnceNewOldAndTwice() throws Exception {
    IotCoord coord = zookeeper.coord("gateway-1");
    DeviceRegistry registry = coord.deviceRegistry();
    zookeeper.coord("gateway-2").deviceRegistry().registerAll(devices(0, 150));
    List<Device> all = devices(100, 5_000);
    all.add(Device.of("device-100", "changed"));
    BulkReport report = registry.registerAll(all);
    assertThat(report.isComplete()).isTrue();
    assertThat(report.done()).isEqualTo(4_901);
    assertThat(registry.get(DeviceId.of("device-100")).device().type()).isEqualTo("changed");
    assertThat(registry.get(DeviceId.of("device-149")).owner()).isEqualTo("gateway-1");
    assertThat(registry.get(DeviceId.of("device-99")).owner()).isEqualTo("gateway-2");
    assertThat(registry.find(DeviceQuery.all())).hasSize(5_000);
    CuratorFramework raw = zookeeper.client();
    assertThat(raw.getChildren().forPath(zookeeper.root() + "/registry")).hasSize(256);
    assertThat(registry.registerAll(List.of()).done()).isZero();
  }

  @Test
  void oneDeviceThatCannotBeRegisteredKeepsNoOtherFromIt() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    List<Device> all = devices(0, 300);
    Device huge = Device.of("huge", "lamp").with("blob", "x".repeat(2_000_000));
    all.add(150, huge);
    BulkReport report = registry.registerAll(all);
    assertThat(report.done()).isEqualTo(300);
    assertThat(report.failures()).extracting(DeviceFailure::id).containsExactly(huge.id());
    assertThat(report.failures().get(0).outcomeKnown()).isTrue();
    assertThat(report.failures().get(0).cause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("huge");
    assertThatThrownBy(() -> registry.register(huge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("huge");
    assertThat(registry.find(DeviceQuery.all())).hasSize(300);
  }

  @Test
  void largeRecordsAreSplitIntoRequestsThatZooKeeperTakes() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    List<Device> large = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      large.add(Device.of("large-" + i, "lamp").with("blob", "x".repeat(200_000)));
    }
    assertThat(registry.registerAll(large).isComplete()).isTrue();
    try (DeviceView view = zookeeper.coord("app").deviceRegistry().view()) {
      assertThat(view.size()).isEqualTo(40);
    }
  }

  @Test
  void queriesMatchTypeGroupAndAttributes() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.register(LAMP.withGroup("hall"));
    registry.register(Device.of("lamp-2", "lamp").withGroup("attic").with("watts", "9"));
    registry.register(Device.of("door-1", "door").withGroup("hall"));
    assertThat(registry.find(DeviceQuery.ofType("lamp"))).hasSize(2);
    assertThat(registry.find(DeviceQuery.inGroup("hall").withType("door"))).hasSize(1);
    assertThat(registry.find(DeviceQuery.inGroup("hall").with("watts", "9")))
        .extracting(RegisteredDevice::id)
        .containsExactly(LAMP.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", "zookeeper", "a\u0000b", "\ud800"})
  void anIdThatIsNoPathElementIsRefused(String id) {
    assertThatThrownBy(() -> DeviceId.of(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device id");
  }

  @Test
  void partsOfADeviceAreChecked() {
    assertThatThrownBy(() -> Device.of("a", "")).hasMessageContaining("type of device a");
    assertThatThrownBy(() -> Device.of("a", "t").withGroup("x/y")).hasMessageContaining("group");
    assertThatThrownBy(() -> Device.of("a", "t").with("", "v")).hasMessageContaining("attributes");
    assertThatThrownBy(() -> DeviceId.of("x".repeat(201))).hasMessageContaining("201");
  }

  @Test
  void aRecordWrittenByAStrangerIsAnErrorThatNamesIt() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.register(LAMP);
    String path = new ZnodeLayout(zookeeper.root()).device("lamp-1");
    zookeeper.client().setData().forPath(path, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> registry.get(LAMP.id()))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("lamp-1");
  }

  @Test
  void requestsWaitForTheConnectionAndEndWithinTheTimeout() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client(proxy.connectString(), ZooKeeperExtension.SESSION))
                .operationTimeout(Duration.ofSeconds(3))
                .build());
    DeviceRegistry registry = coord.deviceRegistry();
    proxy.cut();
    CompletableFuture<BulkReport> report = registry.registerAllAsync(devices(0, 500));
    proxy.mend();
    assertThat(report.join().isComplete()).isTrue();
    proxy.cut();
    assertThatThrownBy(() -> registry.register(LAMP))
        .isInstanceOf(CoordinationUnavailableException.class)
        .hasMessageContaining("lamp-1");
    BulkReport failed = registry.registerAll(devices(500, 510));
    assertThat(failed.done()).isZero();
    assertThat(failed.failures()).hasSize(10);
    proxy.mend();
    assertThat(registry.register(LAMP).owner()).isEqualTo(coord.identity());
  }

  @Test
  void recordsOutliveTheSessionAndTheServerAndAreNotWrittenAgain() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("gateway-1", proxy);
    coord.deviceRegistry().register(LAMP);
    String path = new ZnodeLayout(zookeeper.root()).device("lamp-1");
    long session = coord.sessionLease().sessionId();
    proxy.freeze();
    org.awaitility.Awaitility.await()
        .until(() -> !zookeeper.ask("dump").contains(Long.toHexString(session)));
    proxy.unfreeze();
    org.awaitility.Awaitility.await().until(() -> coord.sessionLease().isValid());
    zookeeper.server().stop();
    zookeeper.server().restart();
    assertThat(coord.deviceRegistry().get(LAMP.id()).version()).isZero();
    Stat stat = zookeeper.client().checkExists().forPath(path);
    assertThat(stat.getVersion()).isZero();
    assertThat(stat.getEphemeralOwner()).isZero();
  }

  @Test
  void aClosedEntryPointSaysSo() throws Exception {
    IotCoord coord = zookeeper.coord("gateway-1");
    DeviceRegistry registry = coord.deviceRegistry();
    coord.close();
    assertThatThrownBy(() -> registry.register(LAMP))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> registry.find(LAMP.id()))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> registry.registerAll(devices(0, 3)))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(registry::view).isInstanceOf(CoordinationClosedException.class);
  }

  static List<Device> devices(int from, int to) {
    List<Device> devices = new ArrayList<>();
    for (int i = from; i < to; i++) {
      devices.add(
          new Device(
              DeviceId.of("device-" + i),
              "sensor",
              "group-" + i % 10,
              Set.of(),
              Map.of("n", "" + i)));
    }
    Collections.shuffle(devices, new java.util.Random(from));
    return devices;
  }
}
