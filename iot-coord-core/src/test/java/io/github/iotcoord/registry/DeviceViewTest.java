package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeviceViewTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Executor DIRECT = Runnable::run;

  @Test
  void followsWhatOthersDo() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.registerAll(DeviceRegistryTest.devices(0, 1_000));
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    assertThat(view.size()).isEqualTo(1_000);
    assertThat(view.freshness().live()).isTrue();
    assertThat(view.freshness().age()).isZero();

    List<String> heard = new CopyOnWriteArrayList<>();
    Subscription subscription =
        view.addListener(event -> heard.add(event.kind() + " " + event.device().id()), DIRECT);
    await().until(() -> heard.size() == 1_000);
    heard.clear();
    registry.register(Device.of("new", "lamp"));
    await().until(() -> heard.contains("ADDED new"));
    registry.update(Device.of("new", "lamp").with("a", "b"), 0);
    await().until(() -> heard.contains("UPDATED new"));
    assertThat(view.find(DeviceId.of("new")).orElseThrow().version()).isEqualTo(1);
    registry.deregister(DeviceId.of("new"));
    await().until(() -> heard.contains("REMOVED new"));
    assertThat(view.find(DeviceId.of("new"))).isEmpty();
    assertThat(heard).containsExactly("ADDED new", "UPDATED new", "REMOVED new");
    subscription.close();
    registry.register(Device.of("newer", "lamp"));
    await().until(() -> view.find(DeviceId.of("newer")).isPresent());
    assertThat(heard).hasSize(3);
  }

  @Test
  void reachesTheStateOfTheServerAfterAStorm() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    Map<DeviceId, Integer> newest = new ConcurrentHashMap<>();
    view.addListener(event -> newest.put(event.device().id(), event.device().version()), DIRECT);
    for (int round = 0; round < 5; round++) {
      registry.registerAll(DeviceRegistryTest.devices(0, 2_000));
    }
    await().untilAsserted(() -> assertThat(versions(view)).isEqualTo(versionsOnServer()));
    await().untilAsserted(() -> assertThat(newest).isEqualTo(versions(view)));
  }

  @Test
  void keepsWhatItHasWhileTheConnectionIsDownAndThenCatchesUp() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.registerAll(DeviceRegistryTest.devices(0, 500));
    FreezingProxy proxy = zookeeper.proxy();
    DeviceView view = zookeeper.own(zookeeper.coord("app", proxy).deviceRegistry().view());
    List<String> heard = new CopyOnWriteArrayList<>();
    view.addListener(event -> heard.add(event.kind() + " " + event.device().id()), DIRECT);
    await().until(() -> heard.size() == 500);
    heard.clear();
    proxy.cut();
    await().until(() -> !view.freshness().live());
    assertThat(view.size()).isEqualTo(500);
    registry.deregister(DeviceId.of("device-1"));
    registry.deregister(DeviceId.of("device-2"));
    registry.register(Device.of("device-2", "born-again"));
    registry.update(Device.of("device-3", "updated"), 0);
    proxy.mend();
    await().until(() -> view.freshness().live());
    assertThat(versions(view)).isEqualTo(versionsOnServer());
    assertThat(view.find(DeviceId.of("device-2")).orElseThrow().device().type())
        .isEqualTo("born-again");
    await()
        .untilAsserted(
            () ->
                assertThat(heard)
                    .containsExactlyInAnyOrder(
                        "REMOVED device-1", "UPDATED device-2", "UPDATED device-3"));
  }

  @Test
  void goesOnInANewSessionAndAfterARestartOfTheServer() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.registerAll(DeviceRegistryTest.devices(0, 300));
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord app = zookeeper.coord("app", proxy);
    DeviceView view = zookeeper.own(app.deviceRegistry().view());
    long session = app.sessionLease().sessionId();
    proxy.freeze();
    await().until(() -> !zookeeper.ask("dump").contains(Long.toHexString(session)));
    registry.deregister(DeviceId.of("device-7"));
    registry.register(Device.of("late", "lamp"));
    assertThat(view.size()).isEqualTo(300);
    proxy.unfreeze();
    await().until(() -> view.freshness().live() && view.find(DeviceId.of("late")).isPresent());
    assertThat(versions(view)).isEqualTo(versionsOnServer());

    zookeeper.server().stop();
    await().until(() -> !view.freshness().live());
    zookeeper.server().restart();
    registry.register(Device.of("later", "lamp"));
    await().until(() -> view.find(DeviceId.of("later")).isPresent());
    await().untilAsserted(() -> assertThat(versions(view)).isEqualTo(versionsOnServer()));
  }

  @Test
  void aRecordThatMayNotBeReadKeepsNobodyFromTheOthers() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.registerAll(DeviceRegistryTest.devices(0, 10));
    String hidden = new ZnodeLayout(zookeeper.root()).device("device-3");
    CuratorFramework raw = zookeeper.client();
    raw.setACL()
        .withACL(List.of(new ACL(ZooDefs.Perms.ALL, new Id("digest", "somebody:else"))))
        .forPath(hidden);
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    assertThat(view.size()).isEqualTo(9);
    assertThat(view.quarantined()).isEqualTo(1);
    registry.register(Device.of("device-20", "lamp"));
    await().until(() -> view.size() == 10);
    assertThat(view.freshness().live()).isTrue();
  }

  @Test
  void leavesOutWhatItCannotReadAndTheRestLivesOn() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.registerAll(DeviceRegistryTest.devices(0, 10));
    CuratorFramework raw = zookeeper.client();
    ZnodeLayout layout = new ZnodeLayout(zookeeper.root());
    raw.setData()
        .forPath(
            layout.device("device-3"), "garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    assertThat(view.size()).isEqualTo(9);
    assertThat(view.quarantined()).isEqualTo(1);
    raw.setData().forPath(layout.device("device-4"), new byte[0]);
    await().until(() -> view.quarantined() == 2 && view.size() == 8);
    registry.register(Device.of("device-3", "mended"));
    registry.register(Device.of("device-20", "lamp"));
    await().until(() -> view.size() == 10);
    assertThat(view.find(DeviceId.of("device-3")).orElseThrow().device().type())
        .isEqualTo("mended");
  }

  @Test
  void aListenerThatBlocksOrThrowsHarmsNobodyElse() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    CountDownLatch release = new CountDownLatch(1);
    Executor ownThread =
        task -> {
          Thread thread = new Thread(task, "blocked listener");
          thread.setDaemon(true);
          thread.start();
        };
    view.addListener(
        event -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        ownThread);
    view.addListener(
        event -> {
          throw new IllegalStateException("thrown on purpose by a test");
        },
        DIRECT);
    List<DeviceEvent> heard = new CopyOnWriteArrayList<>();
    view.addListener(heard::add, DIRECT);
    registry.registerAll(DeviceRegistryTest.devices(0, 100));
    await().until(() -> heard.size() == 100 && view.size() == 100);
    release.countDown();
  }

  @Test
  void selectsInTurnAtRandomAndTheSame() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    DeviceSelector turns = view.selector(DeviceQuery.ofType("lamp"), SelectionStrategy.ROUND_ROBIN);
    DeviceSelector random = view.selector(DeviceQuery.ofType("lamp"), SelectionStrategy.RANDOM);
    DeviceSelector sticky = view.selector(DeviceQuery.ofType("lamp"), SelectionStrategy.STICKY);
    assertThat(turns.select()).isEmpty();
    assertThat(sticky.select()).isEmpty();
    for (int i = 0; i < 4; i++) {
      registry.register(Device.of("lamp-" + i, "lamp"));
    }
    registry.register(Device.of("door", "door"));
    await().until(() -> view.size() == 5);
    Map<DeviceId, Integer> chosen = new HashMap<>();
    Map<DeviceId, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      chosen.merge(turns.select().orElseThrow().id(), 1, Integer::sum);
      drawn.merge(random.select().orElseThrow().id(), 1, Integer::sum);
    }
    assertThat(chosen).hasSize(4).allSatisfy((id, count) -> assertThat(count).isEqualTo(100));
    assertThat(drawn).hasSize(4).doesNotContainKey(DeviceId.of("door"));
    DeviceId same = sticky.select().orElseThrow().id();
    registry.register(Device.of("lamp-9", "lamp"));
    await().until(() -> view.size() == 6);
    assertThat(sticky.select().orElseThrow().id()).isEqualTo(same);
    registry.deregister(same);
    await().until(() -> view.size() == 5);
    assertThat(sticky.select().orElseThrow().id()).isNotEqualTo(same);
  }

  @Test
  void viewsShareOneWatchAndTheLastOneTakesItAway() throws Exception {
    IotCoord app = zookeeper.coord("app");
    DeviceView first = app.deviceRegistry().view();
    DeviceView second = app.deviceRegistry().view();
    assertThat(zookeeper.ask("wchp")).contains(zookeeper.root() + "/registry");
    first.close();
    first.close();
    assertThatThrownBy(first::size).isInstanceOf(CoordinationClosedException.class);
    zookeeper.coord("gateway-1").deviceRegistry().register(Device.of("a", "lamp"));
    await().until(() -> second.size() == 1);
    second.close();
    await().until(() -> !zookeeper.ask("wchp").contains(zookeeper.root() + "/registry"));
    DeviceView third = app.deviceRegistry().view();
    assertThat(third.size()).isEqualTo(1);
  }

  private static Map<DeviceId, Integer> versions(DeviceView view) {
    Map<DeviceId, Integer> versions = new HashMap<>();
    view.find(DeviceQuery.all()).forEach(device -> versions.put(device.id(), device.version()));
    return versions;
  }

  private static Map<DeviceId, Integer> versionsOnServer() throws Exception {
    Map<DeviceId, Integer> versions = new HashMap<>();
    CuratorFramework raw = zookeeper.client();
    String registry = zookeeper.root() + "/registry";
    for (String bucket : raw.getChildren().forPath(registry)) {
      for (String id : raw.getChildren().forPath(registry + "/" + bucket)) {
        versions.put(
            DeviceId.of(id),
            raw.checkExists().forPath(registry + "/" + bucket + "/" + id).getVersion());
      }
    }
    raw.close();
    return versions;
  }
}
