package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeathLogTest {
  private static final long MS = Duration.ofMillis(1).toNanos();

  private final DeathLog log = new DeathLog();

  @Test
  void aDeathIsDetectedOnce() {
    log.died(1, 100 * MS);
    log.down(1, 300 * MS, "silent");
    assertThat(log.detected()).isEqualTo(1);
    assertThat(log.detectionMillis()).containsExactly(200L);
    log.down(1, 400 * MS, "after a while in which nobody could tell");
    assertThat(log.detected()).isEqualTo(1);
    assertThat(log.falseDowns()).isEmpty();
  }

  @Test
  void aLivingDeviceThatIsCalledDownIsWronged() {
    log.died(1, 0);
    log.down(1, 100 * MS, "silent");
    log.returned(1, 200 * MS);
    log.down(1, 300 * MS, "wronged");
    log.down(2, 300 * MS, "wronged too");
    assertThat(log.falseDowns()).containsExactly("wronged", "wronged too");
  }

  @Test
  void newsOfADeathMayComeShortlyAfterTheReturn() {
    log.died(1, 0);
    log.returned(1, 200 * MS);
    log.down(1, 300 * MS, "late");
    assertThat(log.detected()).isEqualTo(1);
    log.died(2, 0);
    log.returned(2, 200 * MS);
    log.down(2, 5_000 * MS, "too late");
    assertThat(log.detected()).isEqualTo(1);
    assertThat(log.falseDowns()).containsExactly("too late");
    assertThat(log.deaths()).isEqualTo(2);
  }
}
