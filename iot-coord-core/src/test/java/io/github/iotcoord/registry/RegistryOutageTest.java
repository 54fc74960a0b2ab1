package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After each outage a view is what the server has, and its events have told all of it. */
class RegistryOutageTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private FreezingProxy proxy;
  private DeviceRegistry writer;
  private RawRegistry server;

  @BeforeEach
  void connect() throws Exception {
    System.out.println("RegistryOutageTest: seed " + seed);
    proxy = zookeeper.proxy();
    writer = zookeeper.coord("gateway-1").deviceRegistry();
    server = new RawRegistry(zookeeper.server().connectString(), zookeeper.root());
  }

  private FollowedView follow() throws Exception {
    return new FollowedView(zookeeper.own(zookeeper.coord("app", proxy).deviceRegistry().view()));
  }

  private void isWhatTheServerHas(FollowedView followed) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(followed.view().freshness().live()).isTrue();
              assertThat(followed.records()).isEqualTo(server.records());
              assertThat(followed.replayed()).isEqualTo(followed.records());
            });
    assertThat(followed.problems()).as("seed %s", seed).isEmpty();
  }

  @Test
  void anOutageDuringTheLoadDelaysIt() throws Exception {
    writer.registerAll(DeviceRegistryTest.devices(0, 20_000));
    IotCoord app = zookeeper.coord("app", proxy);
    CompletableFuture<DeviceView> opened =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return app.deviceRegistry().view();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    long readBefore = server.packetsSent();
    await().until(() -> server.packetsSent() > readBefore + 3 + random.nextInt(20));
    proxy.cut();
    writer.registerAll(DeviceRegistryTest.devices(19_900, 200));
    for (int i = 0; i < 20; i++) {
      writer.deregister(DeviceId.of("device-" + (19_900 + i)));
    }
    proxy.mend();
    isWhatTheServerHas(new FollowedView(zookeeper.own(opened.join())));
  }

  @Test
  void outagesWhileAnotherProcessRegisters() throws Exception {
    FollowedView followed = follow();
    CompletableFuture<Void> registering =
        CompletableFuture.runAsync(() -> register(DeviceRegistryTest.devices(0, 10_000)));
    int outages = 0;
    while (!registering.isDone()) {
      int size = followed.view().size();
      await().until(() -> registering.isDone() || followed.view().size() > size);
      cutAndMend(followed);
      outages++;
    }
    registering.join();
    assertThat(outages).isPositive();
    isWhatTheServerHas(followed);
  }

  private void register(List<Device> devices) {
    try {
      writer.registerAll(devices);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void cutAndMend(FollowedView followed) {
    proxy.cut();
    await().until(() -> !followed.view().freshness().live());
    proxy.mend();
    await().atMost(Duration.ofSeconds(20)).until(() -> followed.view().freshness().live());
  }

  @Test
  void outagesInAStormOfChanges() throws Exception {
    writer.registerAll(DeviceRegistryTest.devices(0, 300));
    FollowedView followed = follow();
    Storm storm = new Storm(writer, random);
    for (int round = 0; round < 5; round++) {
      storm.change(40);
      proxy.cut();
      storm.change(40);
      await().until(() -> !followed.view().freshness().live());
      storm.change(40);
      proxy.mend();
      storm.change(40);
    }
    isWhatTheServerHas(followed);
  }

  @Test
  void aLostSessionInAStormOfChanges() throws Exception {
    writer.registerAll(DeviceRegistryTest.devices(0, 300));
    IotCoord app = zookeeper.coord("app", proxy);
    FollowedView followed = new FollowedView(zookeeper.own(app.deviceRegistry().view()));
    long session = app.sessionLease().sessionId();
    Storm storm = new Storm(writer, random);
    storm.change(50);
    proxy.freeze();
    storm.change(100);
    await().until(() -> !zookeeper.ask("dump").contains(Long.toHexString(session)));
    await().until(() -> !followed.view().freshness().live());
    storm.change(50);
    proxy.unfreeze();
    storm.change(50);
    isWhatTheServerHas(followed);
  }

  @Test
  void aRestartOfTheServerInAStormOfChanges() throws Exception {
    writer.registerAll(DeviceRegistryTest.devices(0, 300));
    FollowedView followed = follow();
    Storm storm = new Storm(writer, random);
    storm.change(50);
    zookeeper.server().stop();
    await().until(() -> !followed.view().freshness().live());
    zookeeper.server().restart();
    storm.change(50);
    isWhatTheServerHas(followed);
  }

  @Test
  void aBlipInWhichNothingHasChangedCostsAFewRequests() throws Exception {
    FollowedView followed = follow();
    // Followed, not loaded: the stamps must have been renewed by what was heard.
    writer.registerAll(DeviceRegistryTest.devices(0, 5_000));
    isWhatTheServerHas(followed);
    proxy.cut();
    await().until(() -> !followed.view().freshness().live());
    long before = server.packetsReceived();
    proxy.mend();
    await().until(() -> followed.view().freshness().live());
    // The clients' pings and this question's own are among them.
    assertThat(server.packetsReceived() - before).isLessThanOrEqualTo(50);
    isWhatTheServerHas(followed);
  }
}
