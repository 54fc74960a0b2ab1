package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random changes, moves and hand-overs while connections come and go; in the end every gateway has
 * been told what ZooKeeper says of its devices.
 */
class TwinStormTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final int STEPS = 250;
  private static final List<DeviceId> DEVICES =
      DeviceTwinsTest.devices(30, "").stream().map(Device::id).toList();
  private static final List<String> GROUPS = List.of("", "hall", "attic", "cellar");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<Gateway> gateways = new ArrayList<>();
  private IotCoord app;

  /** A gateway that acknowledges some of what it is told. */
  private static final class Gateway implements TwinListener {
    final FreezingProxy proxy;
    final IotCoord coord;
    final Map<DeviceId, TwinDelta> told = new ConcurrentHashMap<>();
    final List<String> mistakes = new CopyOnWriteArrayList<>();
    final TwinFollower follower;
    private int calls;
    boolean up = true;

    Gateway(int number) throws InterruptedException {
      proxy = zookeeper.proxy();
      coord = zookeeper.coord("gateway-" + number, proxy);
      follower = zookeeper.own(coord.deviceTwins().follow(List.of(), this, Runnable::run));
    }

    @Override
    public void desired(TwinDelta delta) {
      TwinDelta before = told.put(delta.device(), delta);
      if (before != null && !isAfter(delta.version(), before.version())) {
        mistakes.add(delta + " after " + before);
      }
      if (calls++ % 3 == 0) {
        coord.deviceTwins().reportAsync(delta, TwinPatch.of(delta.delta()));
      }
    }

    // A device may come back to a group; within one, versions only rise.
    private static boolean isAfter(DesiredVersion next, DesiredVersion before) {
      return next.own() > before.own()
          || (next.own() == before.own()
              && (!next.group().equals(before.group()) || next.ofGroup() > before.ofGroup()));
    }

    @Override
    public void released(DeviceId device) {
      told.remove(device);
    }
  }

  @BeforeEach
  void start() throws InterruptedException {
    app = zookeeper.coord("app");
    for (int i = 0; i < 3; i++) {
      gateways.add(new Gateway(i));
    }
    for (DeviceId device : DEVICES) {
      handOver(device, gateways.get(random.nextInt(3)));
    }
  }

  @Test
  void everyGatewayIsToldWhatIsDesiredOfItsDevices() throws Exception {
    System.out.println("seed " + seed);
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    gateways.forEach(gateway -> gateway.proxy.mend());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              for (DeviceTwin twin : app.deviceTwins().findAll(DEVICES).values()) {
                assertThatItIsTold(twin);
              }
            });
    acknowledgeAll();
    await()
        .untilAsserted(
            () ->
                assertThat(app.deviceTwins().findAll(DEVICES).values())
                    .as("seed %d", seed)
                    .hasSize(DEVICES.size())
                    .noneMatch(DeviceTwin::isPending)
                    .allMatch(twin -> twin.delta().isEmpty()));
    assertThat(gateways).as("seed %d", seed).allMatch(gateway -> gateway.mistakes.isEmpty());
  }

  private void step() throws InterruptedException {
    DeviceId device = DEVICES.get(random.nextInt(DEVICES.size()));
    Gateway gateway = gateways.get(random.nextInt(3));
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> app.deviceTwins().updateDesired(device, patch());
      case 4, 5 -> app.deviceTwins().updateGroup(GROUPS.get(1 + random.nextInt(3)), patch());
      case 6 -> move(device, GROUPS.get(random.nextInt(4)));
      case 7 -> {
        if (gateway.up) {
          handOver(device, gateway);
        }
      }
      case 8 -> {
        gateway.proxy.cut();
        gateway.up = false;
      }
      default -> {
        gateway.proxy.mend();
        gateway.up = true;
      }
    }
  }

  private TwinPatch patch() {
    String key = "k" + random.nextInt(3);
    return random.nextInt(4) == 0
        ? TwinPatch.empty().remove(key)
        : TwinPatch.empty().set(key, random.nextInt(100));
  }

  private void move(DeviceId device, String group) throws InterruptedException {
    DeviceRegistry registry = app.deviceRegistry();
    RegisteredDevice now = registry.get(device);
    registry.update(now.device().withGroup(group), now.version());
  }

  private void handOver(DeviceId device, Gateway to) throws InterruptedException {
    DeviceRegistry registry = to.coord.deviceRegistry();
    String group = app.deviceRegistry().find(device).map(d -> d.device().group()).orElse("");
    registry.register(Device.of(device.value(), "lamp").withGroup(group));
    to.follower.add(List.of(device));
  }

  private void assertThatItIsTold(DeviceTwin twin) throws InterruptedException {
    Gateway owner = ownerOf(twin.device());
    assertThat(owner.follower.freshness().live()).isTrue();
    assertThat(owner.follower.devices()).contains(twin.device());
    TwinDelta told = owner.told.get(twin.device());
    if (told != null) {
      assertThat(told.version()).as("seed %d", seed).isEqualTo(twin.version());
      assertThat(told.desired()).as("seed %d", seed).isEqualTo(twin.desired());
    } else {
      assertThat(twin.isPending()).as("seed %d, %s", seed, twin).isFalse();
    }
    for (Gateway other : gateways) {
      if (other != owner) {
        assertThat(other.follower.devices()).doesNotContain(twin.device());
      }
    }
  }

  private Gateway ownerOf(DeviceId device) throws InterruptedException {
    String owner = app.deviceRegistry().get(device).owner();
    return gateways.stream()
        .filter(gateway -> gateway.coord.identity().equals(owner))
        .findFirst()
        .orElseThrow();
  }

  private void acknowledgeAll() throws InterruptedException {
    for (DeviceId device : DEVICES) {
      Gateway owner = ownerOf(device);
      TwinDelta told = owner.told.get(device);
      if (told != null) {
        owner.coord.deviceTwins().report(told, TwinPatch.of(told.desired()));
      }
    }
  }
}
