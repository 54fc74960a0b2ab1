package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HealthTransition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthLogTest {
  private final FleetPlan plan = new FleetPlan(4, 2, 1, 1);
  private final DeathLog deaths = new DeathLog();
  private final HealthLog log = new HealthLog(plan, deaths);

  @Test
  void countsByGateway() {
    for (int device = 0; device < 4; device++) {
      log.accept(new HealthTransition(null, health(device, DeviceStatus.UP, 1)));
    }
    log.accept(
        new HealthTransition(health(2, DeviceStatus.UP, 1), health(2, DeviceStatus.SUSPECT, 2)));
    assertThat(log.count(0, DeviceStatus.UP)).isEqualTo(1);
    assertThat(log.count(0, DeviceStatus.SUSPECT)).isEqualTo(1);
    assertThat(log.count(DeviceStatus.UP)).isEqualTo(3);
  }

  @Test
  void aGatewayIsLostWhenAllItsDevicesAreUnreachable() {
    log.accept(new HealthTransition(null, health(0, DeviceStatus.UNREACHABLE, 1)));
    assertThat(log.lostAt(0)).isEmpty();
    log.accept(new HealthTransition(null, health(2, DeviceStatus.UNREACHABLE, 1)));
    assertThat(log.lostAt(0)).isPresent();
    assertThat(log.lostAt(1)).isEmpty();
  }

  @Test
  void aVerdictThatIsInForceAgainIsNoSecondOne() {
    DeviceHealth down = health(1, DeviceStatus.DOWN, 3);
    DeviceHealth unreachable = health(1, DeviceStatus.UNREACHABLE, 3);
    deaths.died(1, 0);
    log.accept(new HealthTransition(null, down));
    log.accept(new HealthTransition(down, unreachable));
    deaths.returned(1, System.nanoTime());
    log.accept(new HealthTransition(unreachable, down));
    assertThat(deaths.falseDowns()).isEmpty();

    log.accept(new HealthTransition(down, health(1, DeviceStatus.UP, 4)));
    log.accept(
        new HealthTransition(health(1, DeviceStatus.UP, 4), health(1, DeviceStatus.DOWN, 5)));
    assertThat(deaths.falseDowns()).hasSize(1);
    assertThat(deaths.detected()).isEqualTo(1);
  }

  @Test
  void whatIsNotOfTheFleetIsIgnored() {
    log.accept(transitionOf(null));
    assertThat(log.count(DeviceStatus.UP)).isZero();
  }

  private static HealthTransition transitionOf(@Nullable DeviceHealth after) {
    return new HealthTransition(null, after);
  }

  private DeviceHealth health(int device, DeviceStatus status, long transition) {
    return new DeviceHealth(
        plan.id(device),
        status,
        plan.gatewayName(plan.gatewayOf(device)),
        Instant.EPOCH,
        transition,
        "",
        false);
  }
}
