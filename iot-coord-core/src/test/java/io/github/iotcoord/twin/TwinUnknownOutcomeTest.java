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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writes that the server carries out, and whose answers are lost with the connection. */
class TwinUnknownOutcomeTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final int CUTS = 3;
  private static final List<Device> DEVICES = DeviceTwinsTest.devices(20, "hall");
  private static final AtomicInteger updates = new AtomicInteger();

  private IotCoord gatewayBehind(MutingProxy proxy) throws InterruptedException {
    IotCoord gateway =
        zookeeper.own(
            zookeeper
                .builder(
                    zookeeper.client(
                        proxy.connectString(), ZooKeeperExtension.SESSION.multipliedBy(2)))
                .identity("gateway-1")
                .build());
    assertThat(gateway.deviceRegistry().registerAll(DEVICES).isComplete()).isTrue();
    return gateway;
  }

  @Test
  void theOnlyWriterNeverConflictsWithItselfAndNoUpdateIsMadeTwice() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceTwins twins = gatewayBehind(proxy).deviceTwins();
    Thread nemesis = losingAnswersNowAndThen(proxy);
    // Several at once, so that every cut hits one whose answer is on its way.
    List<CompletableFuture<Integer>> writers = new ArrayList<>();
    for (Device device : DEVICES.subList(0, 6)) {
      writers.add(
          counting(
              nemesis,
              version -> twins.updateDesired(device.id(), patch(version), version).version()));
    }
    writers.add(
        counting(nemesis, version -> twins.updateGroup("hall", patch(version), version).version()));
    List<Integer> versions = writers.stream().map(CompletableFuture::join).toList();
    DeviceTwins app = zookeeper.coord("app").deviceTwins();
    for (int i = 0; i < 6; i++) {
      DeviceTwin end = app.find(DEVICES.get(i).id()).orElseThrow();
      assertThat(end.own().version()).isEqualTo(versions.get(i)).isGreaterThan(CUTS);
    }
    assertThat(app.groupDesired("hall").version()).isEqualTo(versions.get(6));
  }

  @FunctionalInterface
  private interface Update {
    int from(int version) throws InterruptedException;
  }

  /** Makes one update after the other, and returns the last version. */
  private static CompletableFuture<Integer> counting(Thread nemesis, Update update) {
    return CompletableFuture.supplyAsync(
        () -> {
          int version = 0;
          while (nemesis.isAlive()) {
            try {
              assertThat(update.from(version)).isEqualTo(version + 1);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            updates.incrementAndGet();
            version++;
          }
          return version;
        },
        task -> new Thread(task, "writer").start());
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
      for (Device device : DEVICES) {
        writes.add(twins.updateDesiredAsync(device.id(), patch(rounds)));
        writes.add(twins.reportAsync(device.id(), patch(rounds)));
      }
      for (CompletableFuture<VersionedState> write : writes) {
        assertThat(write.join().version()).isEqualTo(rounds);
        updates.incrementAndGet();
      }
    }
    for (DeviceTwin end :
        zookeeper
            .coord("app")
            .deviceTwins()
            .findAll(DEVICES.stream().map(Device::id).toList())
            .values()) {
      assertThat(end.own().version()).isEqualTo(rounds);
      assertThat(end.reported().version()).isEqualTo(rounds);
    }
  }

  @Test
  void whatIsRemovedIsGone() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceTwins twins = gatewayBehind(proxy).deviceTwins();
    DeviceTwins app = zookeeper.coord("app").deviceTwins();
    Thread nemesis = losingAnswersNowAndThen(proxy);
    DeviceId id = DEVICES.get(0).id();
    while (nemesis.isAlive()) {
      assertThat(twins.updateDesired(id, patch(1)).version()).isEqualTo(1);
      twins.remove(id);
      assertThat(app.find(id).orElseThrow().own()).isEqualTo(VersionedState.NONE);
      updates.incrementAndGet();
    }
  }

  private static TwinPatch patch(int value) {
    return TwinPatch.empty().set("a", value);
  }

  /** Mutes and cuts, each time when some updates have been made since the last. */
  private static Thread losingAnswersNowAndThen(MutingProxy proxy) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Thread nemesis =
        new Thread(
            () -> {
              for (int i = 0; i < CUTS; i++) {
                int enough = updates.get() + 1 + random.nextInt(100);
                while (updates.get() < enough) {
                  LockSupport.parkNanos(100_000);
                }
                proxy.mute();
                LockSupport.parkNanos(random.nextInt(20_000_000));
                proxy.cut();
              }
            },
            "nemesis");
    nemesis.setDaemon(true);
    nemesis.start();
    return nemesis;
  }
}
