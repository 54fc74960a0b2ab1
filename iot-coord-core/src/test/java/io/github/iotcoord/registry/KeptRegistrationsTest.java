package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a process does about its registrations after a reconnect and after a lost session. */
class KeptRegistrationsTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final List<Device> DEVICES =
      IntStream.range(0, 250).mapToObj(i -> Device.of("device-" + i, "lamp")).toList();

  private final CuratorFramework raw = zookeeper.client();

  @Test
  void aReconnectWithinTheSessionWritesNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    // The lease ends at once by this clock, however slow the machine: the session lives on.
    AtomicLong ahead = new AtomicLong();
    IotCoord coord =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client(proxy.connectString(), ZooKeeperExtension.LONG_SESSION))
                .identity("gateway-1")
                .ticker(() -> System.nanoTime() + ahead.get())
                .build());
    DeviceRegistry registry = coord.deviceRegistry();
    try (KeptRegistrations kept = registry.keepRegistered(() -> DEVICES, Duration.ZERO);
        DeviceView view = zookeeper.coord("app").deviceRegistry().view()) {
      await().until(() -> kept.checks() == 1 && view.size() == DEVICES.size());
      assertThat(kept.repairs()).isEqualTo(DEVICES.size());
      ConcurrentLinkedQueue<DeviceEvent> events = new ConcurrentLinkedQueue<>();
      long session = coord.sessionLease().sessionId();
      long before = lastTransaction();
      try (var heard = view.addListener(events::add, Runnable::run)) {
        assertThat(heard).isNotNull();
        await().until(() -> events.size() == DEVICES.size()); // first it is told what is there
        events.clear();
        proxy.cut();
        ahead.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(coord.sessionLease().isValid()).isFalse();
        proxy.mend();
        await().until(() -> coord.sessionLease().isValid());
        assertThat(registry.find(DEVICES.get(0).id())).isPresent();
      }
      assertThat(coord.sessionLease().sessionId()).isEqualTo(session);
      assertThat(lastTransaction()).isEqualTo(before);
      assertThat(events).isEmpty();
      assertThat(kept.checks()).isEqualTo(1);
    }
  }

  @Test
  void afterALostSessionOnlyWhatIsMissingIsRegistered() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("gateway-1", proxy);
    DeviceRegistry other = zookeeper.coord("gateway-2").deviceRegistry();
    ZnodeLayout layout = new ZnodeLayout(zookeeper.root());
    try (KeptRegistrations kept =
        coord.deviceRegistry().keepRegistered(() -> DEVICES, Duration.ofMillis(300))) {
      await().until(() -> kept.checks() == 1);
      loseTheSession(coord, proxy);
      await().until(() -> kept.checks() >= 2);
      assertThat(kept.repairs()).isEqualTo(DEVICES.size());
      proxy.cut();
      for (int i = 0; i < 3; i++) {
        raw.delete().forPath(layout.device("device-" + i));
      }
      RegisteredDevice taken = other.register(DEVICES.get(7));
      proxy.mend();
      await().until(() -> coord.sessionLease().isValid());
      loseTheSession(coord, proxy);
      await().until(() -> kept.checks() >= 3);
      assertThat(kept.repairs()).isEqualTo(DEVICES.size() + 3);
      assertThat(kept.lastFailure()).isEmpty();
      assertThat(other.get(DEVICES.get(7).id())).isEqualTo(taken);
      assertThat(other.get(DEVICES.get(1).id()).owner()).isEqualTo("gateway-1");
      assertThat(other.get(DEVICES.get(100).id()).version()).isZero();
    }
  }

  @Test
  void aLookThatFailsIsRepeated() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    int[] asked = {0};
    try (KeptRegistrations kept =
        registry.keepRegistered(
            () -> {
              if (asked[0]++ == 0) {
                throw new IllegalStateException("not yet");
              }
              return DEVICES;
            },
            Duration.ofMillis(50))) {
      await().until(() -> kept.checks() == 1);
      assertThat(kept.repairs()).isEqualTo(DEVICES.size());
    }
  }

  private static void loseTheSession(IotCoord coord, FreezingProxy proxy) {
    String session = Long.toHexString(coord.sessionLease().sessionId());
    proxy.freeze();
    await().until(() -> !zookeeper.ask("dump").contains(session));
    proxy.unfreeze();
    await().until(() -> coord.sessionLease().isValid());
  }

  /** The number of the last write that the server has made, of whoever's. */
  private static long lastTransaction() {
    return zookeeper
        .ask("srvr")
        .lines()
        .filter(line -> line.startsWith("Zxid"))
        .mapToLong(line -> Long.decode(line.substring(line.indexOf("0x"))))
        .findFirst()
        .orElseThrow();
  }
}
