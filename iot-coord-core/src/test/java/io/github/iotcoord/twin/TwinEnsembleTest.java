package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TwinEnsembleTest {
  @RegisterExtension final EnsembleExtension ensemble = new EnsembleExtension();

  private static final DeviceId ID = DeviceId.of("lamp-1");

  private IotCoord coord(String identity) throws InterruptedException {
    return ensemble.own(
        IotCoord.builder(ensemble.client())
            .identity(identity)
            .serverTick(EnsembleExtension.TICK)
            .operationTimeout(Duration.ofSeconds(30))
            .build());
  }

  @Test
  void theLossOfTheLeaderLosesNoChangeAndTellsNoneTwice() throws Exception {
    IotCoord gateway = coord("gateway-1");
    DeviceTwins app = coord("app").deviceTwins();
    gateway.deviceRegistry().register(Device.of("lamp-1", "lamp").withGroup("hall"));
    Heard heard = new Heard();
    TwinFollower follower =
        ensemble.own(gateway.deviceTwins().follow(List.of(ID), heard, Runnable::run));
    int version = 0;
    for (; version < 10; version++) {
      app.updateDesired(ID, TwinPatch.empty().set("level", version), version);
      app.updateGroup("hall", TwinPatch.empty().set("level", version), version);
    }
    ensemble.kill(ensemble.leader());
    for (; version < 20; version++) {
      app.updateDesired(ID, TwinPatch.empty().set("level", version), version);
      app.updateGroup("hall", TwinPatch.empty().set("level", version), version);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> heard.last().version().equals(new DesiredVersion(20, "hall", 20)));
    assertThat(heard.anyTwice()).isFalse();
    gateway.deviceTwins().report(heard.last(), TwinPatch.of(heard.last().delta()));
    await().until(() -> follower.pending(ID).isEmpty());
    assertThat(app.find(ID).orElseThrow().isPending()).isFalse();
  }
}
