package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.testkit.MutingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writes that the server carries out, and whose answers are lost with the connection. */
class UnknownOutcomeTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final int CUTS = 8;
  private static final Device LAMP = Device.of("lamp-1", "lamp").with("watts", "9");

  private final MutingProxy proxy = new MutingProxy(zookeeper.server().connectString());
  private final CuratorFramework raw = zookeeper.client();
  private String path = "";

  @BeforeEach
  void ownTheProxy() {
    zookeeper.own(proxy);
    path = new ZnodeLayout(zookeeper.root()).device("lamp-1");
  }

  @Test
  void aRegistrationIsMadeOnceMoreAndHolds() throws Exception {
    DeviceRegistry registry = registryBehindTheProxy();
    // With its bucket there, the first request is the one that creates the record.
    registry.register(LAMP);
    registry.deregister(LAMP.id());
    CompletableFuture<RegisteredDevice> registering =
        losingTheAnswer(() -> registry.register(LAMP), () -> stat() != null);
    RegisteredDevice registered = registering.join();
    assertThat(registry.get(LAMP.id())).isEqualTo(registered);
  }

  @Test
  void whatSomebodyChangedAfterALostAnswerStays() throws Exception {
    DeviceRegistry registry = registryBehindTheProxy();
    registry.register(LAMP);
    registry.deregister(LAMP.id());
    DeviceRegistry other = zookeeper.coord("operator").deviceRegistry();
    CompletableFuture<RegisteredDevice> registering =
        losingTheAnswer(
            () -> registry.register(LAMP),
            () -> {
              boolean there = stat() != null;
              if (there) {
                other.update(LAMP.with("watts", "7"), 0);
              }
              return there;
            });
    RegisteredDevice registered = registering.join();
    assertThat(registered.device().attributes()).containsEntry("watts", "7");
    assertThat(registered.version()).isEqualTo(1);
    assertThat(other.get(LAMP.id())).isEqualTo(registered);
  }

  @Test
  void aBulkCallReportsWhatIsThere() throws Exception {
    DeviceRegistry registry = registryBehindTheProxy();
    List<Device> devices = DeviceRegistryTest.devices(0, 250);
    String last = new ZnodeLayout(zookeeper.root()).device("device-249");
    CompletableFuture<BulkReport> registering =
        losingTheAnswer(
            () -> registry.registerAll(devices), () -> raw.checkExists().forPath(last) != null);
    assertThat(registering.join().isComplete()).isTrue();
    assertThat(zookeeper.coord("app").deviceRegistry().find(DeviceQuery.all())).hasSize(250);
  }

  @Test
  void theOnlyWriterNeverConflictsWithItselfAndNoUpdateIsMadeTwice() throws Exception {
    DeviceRegistry registry = registryBehindTheProxy();
    int version = registry.register(LAMP).version();
    Thread nemesis = losingAnswersNowAndThen();
    while (nemesis.isAlive()) {
      Device next = LAMP.with("watts", Integer.toString(version + 1));
      assertThat(registry.update(next, version).version()).isEqualTo(version + 1);
      version++;
    }
    assertThat(stat().getVersion()).isEqualTo(version).isGreaterThan(CUTS);
  }

  @Test
  void whatWasDeregisteredIsNotMissedByItsOwner() throws Exception {
    DeviceRegistry registry = registryBehindTheProxy();
    Thread nemesis = losingAnswersNowAndThen();
    while (nemesis.isAlive()) {
      registry.register(LAMP);
      assertThat(stat()).isNotNull();
      registry.deregister(LAMP.id());
      assertThat(stat()).isNull();
    }
  }

  private DeviceRegistry registryBehindTheProxy() throws InterruptedException {
    CuratorFramework client =
        zookeeper.client(proxy.connectString(), ZooKeeperExtension.SESSION.multipliedBy(2));
    return zookeeper.own(zookeeper.builder(client).identity("gateway-1").build()).deviceRegistry();
  }

  private Stat stat() throws Exception {
    return raw.checkExists().forPath(path);
  }

  /** Makes a request, and cuts its connection when the server has done its part. */
  private <T> CompletableFuture<T> losingTheAnswer(Callable<T> request, Callable<Boolean> done) {
    proxy.mute();
    CompletableFuture<T> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return request.call();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().until(done);
    proxy.cut();
    return answer;
  }

  /** Mutes and cuts, wherever that hits the requests that are made meanwhile. */
  private Thread losingAnswersNowAndThen() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Thread nemesis =
        new Thread(
            () -> {
              for (int i = 0; i < CUTS; i++) {
                LockSupport.parkNanos(random.nextInt(1_500_000_000));
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
