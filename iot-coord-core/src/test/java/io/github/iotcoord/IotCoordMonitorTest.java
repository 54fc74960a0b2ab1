package io.github.iotcoord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One entry point has one monitor. */
class IotCoordMonitorTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void withoutOptionsTheMonitorIsTheSameAtEveryCall() throws Exception {
    IotCoord coord = zookeeper.coord("gateway");
    HeartbeatMonitor monitor = coord.heartbeatMonitor();
    assertThat(coord.heartbeatMonitor()).isSameAs(monitor);
    monitor.close();
    assertThat(coord.heartbeatMonitor()).isNotSameAs(monitor);
  }

  @Test
  void withoutOptionsTheOpenMonitorIsReturnedWhateverItsOptions() throws Exception {
    IotCoord coord = zookeeper.coord("gateway");
    HeartbeatOptions options = HeartbeatOptions.defaults().withTick(Duration.ofMillis(20));
    HeartbeatMonitor monitor = coord.heartbeatMonitor(options);
    assertThat(coord.heartbeatMonitor()).isSameAs(monitor);
    assertThat(coord.heartbeatMonitor(options)).isSameAs(monitor);
  }

  @Test
  void otherOptionsForAnOpenMonitorAreRefused() throws Exception {
    IotCoord coord = zookeeper.coord("gateway");
    coord.heartbeatMonitor();
    assertThatThrownBy(
            () ->
                coord.heartbeatMonitor(HeartbeatOptions.defaults().withTick(Duration.ofMillis(20))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gateway");
  }

  @Test
  @SuppressWarnings("NullAway")
  void aListenerThatIsMissingIsRefusedAtOnce() throws Exception {
    IotCoord coord = zookeeper.coord("gateway-1");
    FleetHealth fleet = coord.fleetHealth();
    assertThatThrownBy(() -> fleet.addListener(null, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> coord.heartbeatMonitor().addListener(transition -> {}, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> coord.sessionLease().addListener(null, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
