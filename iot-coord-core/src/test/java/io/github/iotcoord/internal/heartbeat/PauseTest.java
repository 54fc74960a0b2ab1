package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.JudgeBench.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast devices, and a monitor that is paused or cut off for far longer than their patience. */
class PauseTest {
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final int DEVICES = 40;
  private static final HeartbeatOptions OPTIONS =
      HeartbeatOptions.defaults()
          .withDetector(new PeriodsDetector(5))
          .withTick(PERIOD)
          .withGrace(Duration.ofSeconds(2));

  private final ManualTicker ticker = new ManualTicker(-77);
  private final ObservedClock clock =
      new ObservedClock(
          ticker,
          ticker,
          OPTIONS.tick().plus(OPTIONS.overrun()).toNanos(),
          OPTIONS.grace().toNanos());
  private final JudgeBench bench = new JudgeBench(OPTIONS);

  private void beat(int from) {
    for (int i = from; i < DEVICES; i++) {
      bench.judge.beat(id(i), 0, clock.now());
    }
  }

  private void tick(boolean connected) {
    clock.tick(connected);
    if (connected) {
      bench.judge.tick(clock.now(), clock.graceLeft());
    }
  }

  private void run(Duration time, int from) {
    for (long ms = 0; ms < time.toMillis(); ms += PERIOD.toMillis()) {
      ticker.advance(PERIOD);
      beat(from);
      tick(true);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {111, 200, 500, 60_000})
  void aPauseCondemnsNobody(int millis) {
    bench.track(DEVICES, PERIOD.toNanos());
    run(Duration.ofSeconds(1), 0);
    ticker.advance(Duration.ofMillis(millis));
    tick(true);
    run(Duration.ofSeconds(3), 0);
    assertThat(bench.heard).hasSize(DEVICES);
    assertThat(bench.groups).isEmpty();
  }

  @Test
  void whoStaysSilentAfterAPauseHasOneFullGrace() {
    bench.track(DEVICES, PERIOD.toNanos());
    run(Duration.ofSeconds(1), 0);
    ticker.advance(Duration.ofMillis(500));
    tick(true);
    run(Duration.ofMillis(1_980), 5);
    assertThat(bench.heard).hasSize(DEVICES);
    run(Duration.ofMillis(100), 5);
    for (int i = 0; i < 5; i++) {
      assertThat(bench.health(id(i)).status()).isEqualTo(DeviceStatus.DOWN);
    }
    assertThat(bench.health(id(5)).status()).isEqualTo(DeviceStatus.UP);
  }

  @Test
  void aLostConnectionIsNoSilenceOfTheDevices() {
    bench.track(DEVICES, PERIOD.toNanos());
    run(Duration.ofSeconds(1), 0);
    for (int i = 0; i < 1_000; i++) {
      ticker.advance(PERIOD);
      tick(false);
    }
    tick(true);
    run(Duration.ofMillis(1_980), DEVICES);
    assertThat(bench.heard).hasSize(DEVICES);
    run(Duration.ofSeconds(1), 0);
    assertThat(bench.heard).hasSize(DEVICES);
  }

  @Test
  void withoutAPauseAFastDeviceIsDownInNoTime() {
    bench.track(DEVICES, PERIOD.toNanos());
    run(Duration.ofSeconds(1), 0);
    run(Duration.ofMillis(80), 1);
    assertThat(bench.health(id(0)).status()).isEqualTo(DeviceStatus.DOWN);
    assertThat(bench.health(id(0)).reason()).isEqualTo("no beat for 60 ms; expected every 10 ms");
  }
}
