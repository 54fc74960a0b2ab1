package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ObservedClockTest {
  private final ManualTicker real = new ManualTicker(Long.MAX_VALUE - 3);
  private final ManualTicker judged = new ManualTicker(Long.MAX_VALUE - 5);
  private final ObservedClock clock = new ObservedClock(real, judged, 1_000, 50);

  private void pass(long time, long judgedTime) {
    real.advance(Duration.ofNanos(time));
    judged.advance(Duration.ofNanos(judgedTime));
  }

  private void passAndTick(long time, boolean connected) {
    pass(time, time);
    clock.tick(connected);
  }

  @Test
  void countsWhileTicksComeInTime() {
    passAndTick(100, true);
    passAndTick(1_000, true);
    pass(7, 7);
    assertThat(clock.now()).isEqualTo(1_107);
    assertThat(clock.graceLeft()).isZero();
  }

  @Test
  void doesNotCountAPauseAndGivesGraceAfterIt() {
    passAndTick(100, true);
    pass(30_000, 30_000);
    assertThat(clock.now()).isEqualTo(100);
    clock.tick(true);
    assertThat(clock.now()).isEqualTo(100);
    assertThat(clock.graceLeft()).isEqualTo(50);
    passAndTick(20, true);
    assertThat(clock.graceLeft()).isEqualTo(30);
    assertThat(clock.now()).isEqualTo(120);
    passAndTick(30, true);
    assertThat(clock.graceLeft()).isZero();
  }

  @Test
  void neverGoesBackWhenATickIsOverdue() {
    ObservedClock one = new ObservedClock(real, real, 1_000, 50);
    real.advance(Duration.ofNanos(100));
    one.tick(true);
    long before = 100;
    for (int i = 0; i < 2_000; i++) {
      real.advance(Duration.ofNanos(1));
      assertThat(one.now()).isBetween(before, 1_100L);
      before = one.now();
    }
    assertThat(before).isEqualTo(1_100);
    one.tick(true);
    assertThat(one.now()).isEqualTo(1_100);
    assertThat(one.graceLeft()).isEqualTo(50);
    real.advance(Duration.ofNanos(7));
    assertThat(one.now()).isEqualTo(1_107);
  }

  @Test
  void neverGoesBackWhenTheJudgingClockRunsFaster() {
    pass(999, 999_000);
    assertThat(clock.now()).isEqualTo(999_000);
    pass(2, 2_000);
    assertThat(clock.now()).isEqualTo(999_000);
    clock.tick(true);
    assertThat(clock.now()).isEqualTo(999_000);
    assertThat(clock.graceLeft()).isEqualTo(50);
    pass(1, 1_000);
    assertThat(clock.now()).isEqualTo(1_000_000);
  }

  @Test
  void doesNotCountWhileDisconnected() {
    passAndTick(100, true);
    passAndTick(100, false);
    pass(500, 500);
    assertThat(clock.now()).isEqualTo(200);
    passAndTick(100, false);
    assertThat(clock.graceLeft()).isZero();
    passAndTick(100, true);
    assertThat(clock.now()).isEqualTo(200);
    assertThat(clock.graceLeft()).isEqualTo(50);
    passAndTick(100, true);
    assertThat(clock.now()).isEqualTo(300);
  }

  @Test
  void aJudgingClockThatRunsFasterIsNoPause() {
    pass(100, 100_000_000);
    clock.tick(true);
    assertThat(clock.now()).isEqualTo(100_000_000);
    assertThat(clock.graceLeft()).isZero();
    pass(2_000, 2_000_000_000);
    clock.tick(true);
    assertThat(clock.now()).isEqualTo(100_000_000);
    assertThat(clock.graceLeft()).isEqualTo(50);
  }
}
