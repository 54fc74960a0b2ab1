package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.MutingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writes that the server carries out, and whose answers are lost with the connection. */
class TwinUnknownOutcomeTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final int CUTS = 6;
  private static final DeviceId ID = DeviceId.of("device-0");

  private IotCoord gatewayBehind(MutingProxy proxy) throws InterruptedException {
    IotCoord gateway =
        zookeeper.own(
            zookeeper
                .builder(
                    zookeeper.client(
                        proxy.connectString(), ZooKeeperExtension.SESSION.multipliedBy(2)))
                .identity("gateway-1")
                .build());
    List<Device> devices = DeviceTwinsTest.devices(20, "hall");
    assertThat(gateway.deviceRegistry().registerAll(devices).isComplete()).isTrue();
    return gateway;
  }

  @Test
  void theOnlyWriterNeverConflictsWithItselfAndNoUpdateIsMadeTwice() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceTwins twins = gatewayBehind(proxy).deviceTwins();
    Thread nemesis = losingAnswersNowAndThen(proxy);
    int version = 0;
    while (nemesis.isAlive()) {
      TwinPatch next = TwinPatch.empty().set("a", version);
      assertThat(twins.updateDesired(ID, next, version).version()).isEqualTo(version + 1);
      assertThat(twins.updateGroup("hall", next, version).version()).isEqualTo(version + 1);
      assertThat(twins.report(ID, next).version()).isEqualTo(version + 1);
      version++;
    }
    DeviceTwin end = zookeeper.coord("app").deviceTwins().find(ID).orElseThrow();
    assertThat(end.own().version()).isEqualTo(version).isGreaterThan(CUTS);
    assertThat(end.inherited().version()).isEqualTo(version);
    assertThat(end.reported().version()).isEqualTo(version);
  }

  @Test
  void ofManyWritesAtOnceEachIsMadeOnce() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceTwins twins = gatewayBehind(proxy).deviceTwins();
    Thread nemesis = losingAnswersNowAndThen(proxy);
    int rounds = 0;
    while (nemesis.isAlive()) {
      rounds++;
      List<CompletableFuture<VersionedState>> writes = new ArrayList<>();
      for (Device device : DeviceTwinsTest.devices(20, "hall")) {
        TwinPatch next = TwinPatch.empty().set("a", rounds);
        writes.add(twins.updateDesiredAsync(device.id(), next));
        writes.add(twins.reportAsync(device.id(), next));
      }
      for (CompletableFuture<VersionedState> write : writes) {
        assertThat(write.join().version()).isEqualTo(rounds);
      }
    }
    assertThat(rounds).isGreaterThan(CUTS);
  }

  @Test
  void whatIsRemovedIsGone() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceTwins twins = gatewayBehind(proxy).deviceTwins();
    DeviceTwins app = zookeeper.coord("app").deviceTwins();
    Thread nemesis = losingAnswersNowAndThen(proxy);
    while (nemesis.isAlive()) {
      assertThat(twins.updateDesired(ID, TwinPatch.empty().set("a", 1)).version()).isEqualTo(1);
      twins.remove(ID);
      assertThat(app.find(ID).orElseThrow().own()).isEqualTo(VersionedState.NONE);
    }
  }

  /** Mutes and cuts, wherever that hits the requests that are made meanwhile. */
  private static Thread losingAnswersNowAndThen(MutingProxy proxy) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Thread nemesis =
        new Thread(
            () -> {
              for (int i = 0; i < CUTS; i++) {
                LockSupport.parkNanos(random.nextInt(800_000_000));
                proxy.mute();
                LockSupport.parkNanos(random.nextInt(20_000_000));
                proxy.cut();
              }
            },
            "nemesis");
    nemesis.start();
    return nemesis;
  }
}
