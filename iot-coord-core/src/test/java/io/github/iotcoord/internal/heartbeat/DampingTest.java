package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.JudgeBench.SECOND;
import static io.github.iotcoord.internal.heartbeat.JudgeBench.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Recovery after several beats, flapping, connections, and periods that are learned. */
class DampingTest {
  private static final DeviceId A = id(0);

  private static HeartbeatOptions options() {
    return HeartbeatOptions.defaults()
        .withDetector(FailureDetector.fixed(Duration.ofSeconds(3)))
        .withFlapping(3, Duration.ofMinutes(10));
  }

  private static void outage(JudgeBench bench) {
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.DOWN);
  }

  @Test
  void aDeviceThatWasDownMustBeHeardOftenEnough() {
    JudgeBench bench = new JudgeBench(options().withRecoveryBeats(3));
    bench.track(1, SECOND);
    outage(bench);
    bench.beat(A);
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    assertThat(bench.health(A).reason()).isEqualTo("heard after 10 s; UP after 2 more beats");
    bench.pass(Duration.ofSeconds(1));
    bench.beat(A);
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    bench.pass(Duration.ofSeconds(1));
    bench.beat(A);
    assertThat(bench.health(A).reason()).isEqualTo("heard after 10 s");
    assertThat(bench.heard)
        .containsExactly("d0 1 UP", "d0 2 SUSPECT", "d0 3 DOWN", "d0 4 SUSPECT", "d0 5 UP");
  }

  @Test
  void aRecoveryThatFailsIsDownAgain() {
    JudgeBench bench = new JudgeBench(options().withRecoveryBeats(2));
    bench.track(1, SECOND);
    outage(bench);
    bench.beat(A);
    bench.pass(Duration.ofMillis(3_900));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    bench.pass(Duration.ofMillis(200));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.DOWN);
    assertThat(bench.health(A).reason()).isEqualTo("no beat for 4 s; expected every 1 s");
  }

  @Test
  void aDeviceThatComesAndGoesFlapsUntilItHasBeenCalm() {
    JudgeBench bench = new JudgeBench(options());
    bench.track(1, SECOND);
    for (int i = 0; i < 2; i++) {
      outage(bench);
      bench.beat(A);
      assertThat(bench.health(A).flapping()).isFalse();
    }
    bench.heard.clear();
    outage(bench);
    assertThat(bench.health(A).flapping()).isTrue();
    assertThat(bench.health(A).reason())
        .isEqualTo("no beat for 4 s; expected every 1 s; flapping, with 3 outages lately");
    bench.beat(A);
    assertThat(bench.health(A).reason()).isEqualTo("heard after 10 s; UP after 2 more beats");
    bench.beat(A);
    bench.beat(A);
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
    assertThat(bench.heard)
        .containsExactly(
            "d0 8 SUSPECT",
            "d0 9 DOWN",
            "d0 10 DOWN flapping",
            "d0 11 SUSPECT flapping",
            "d0 12 UP flapping");
    bench.heard.clear();
    for (int minutes = 0; minutes < 30; minutes++) {
      for (int i = 0; i < 30; i++) {
        bench.pass(Duration.ofSeconds(2));
        bench.beat(A);
      }
    }
    assertThat(bench.heard).containsExactly("d0 13 UP");
    assertThat(bench.health(A).reason())
        .isEqualTo("heard after 10 s; no longer flapping, with 1 outage lately");
  }

  @Test
  void flappingEndsWithoutABeat() {
    JudgeBench bench = new JudgeBench(options());
    bench.track(1, SECOND);
    for (int i = 0; i < 3; i++) {
      bench.beat(A);
      outage(bench);
    }
    assertThat(bench.health(A).flapping()).isTrue();
    bench.pass(Duration.ofMinutes(30));
    assertThat(bench.health(A).flapping()).isFalse();
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.DOWN);
    int heard = bench.heard.size();
    bench.pass(Duration.ofHours(5));
    assertThat(bench.heard).hasSize(heard);
  }

  @Test
  void oldOutagesAreForgottenHoweverLongNobodyLooks() {
    JudgeBench bench = new JudgeBench(options().withTick(Duration.ofMinutes(1)));
    bench.track(1, SECOND);
    for (int i = 0; i < 300; i++) {
      bench.pass(Duration.ofHours(1));
      bench.beat(A);
      bench.pass(Duration.ofMinutes(i % 7));
      assertThat(bench.health(A).flapping()).as("outage %s", i).isFalse();
      bench.beat(A);
    }
  }

  @Test
  void lostBeatsCountForLessThanOutages() {
    JudgeBench bench = new JudgeBench(options().withConfirmation(10));
    bench.track(1, SECOND);
    for (int i = 0; i < 9; i++) {
      bench.pass(Duration.ofMillis(3_200));
      assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
      bench.beat(A);
      assertThat(bench.health(A).flapping()).isFalse();
    }
    for (int i = 0; i < 4; i++) {
      bench.pass(Duration.ofMillis(3_200));
      bench.beat(A);
    }
    assertThat(bench.health(A).flapping()).isTrue();
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
  }

  @Test
  void theNewestConnectionCounts() {
    JudgeBench bench = new JudgeBench(options());
    assertThat(bench.judge.connected(A, 1, 0)).isFalse();
    assertThat(bench.judge.disconnected(A, 1, "bye", 0)).isFalse();
    bench.track(1, SECOND);
    assertThat(bench.judge.connected(A, 5, bench.now)).isTrue();
    assertThat(bench.judge.connected(A, 5, bench.now)).isFalse();
    assertThat(bench.judge.connected(A, 4, bench.now)).isFalse();
    assertThat(bench.judge.disconnected(A, 4, "an old one", bench.now)).isFalse();
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
    assertThat(bench.judge.entries(0).get(0).session()).isEqualTo(5);

    assertThat(bench.judge.disconnected(A, 5, "keep-alive timeout", bench.now)).isTrue();
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.DOWN);
    assertThat(bench.health(A).reason()).isEqualTo("disconnected: keep-alive timeout");
    assertThat(bench.judge.connected(A, 5, bench.now)).as("it comes late").isFalse();
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.DOWN);
    bench.pass(Duration.ofSeconds(7));
    assertThat(bench.judge.connected(A, 6, bench.now)).isTrue();
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
    assertThat(bench.health(A).reason()).isEqualTo("heard after 7 s");
    bench.pass(Duration.ofMillis(2_900));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
    bench.pass(Duration.ofMillis(200));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    assertThat(bench.judge.disconnected(A, 9, "one that nobody told of", bench.now)).isTrue();
    assertThat(bench.judge.connected(A, 8, bench.now)).isFalse();
    assertThat(bench.heard)
        .containsExactly("d0 1 UP", "d0 2 DOWN", "d0 3 UP", "d0 4 SUSPECT", "d0 5 DOWN");

    bench.judge.untrack(A);
    bench.track(1, SECOND);
    assertThat(bench.judge.entries(0).get(0).session()).isZero();
  }

  @Test
  void nobodyIsSuspectedBeforeItsPeriodIsKnown() {
    JudgeBench bench =
        new JudgeBench(HeartbeatOptions.defaults().withDetector(new PeriodsDetector(3)));
    bench.judge.track(A, FailureDetector.UNKNOWN_PERIOD, 0, bench.now);
    bench.pass(Duration.ofHours(1));
    bench.beat(A);
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
    assertThat(bench.health(A).reason()).isEqualTo("tracked; its period is to be learned");
    bench.beat(A);
    assertThat(bench.judge.entries(0).get(0).periodMillis()).isEqualTo(2_000);
    bench.judge.track(A, FailureDetector.UNKNOWN_PERIOD, 0, bench.now);
    bench.pass(Duration.ofMillis(5_900));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.UP);
    bench.pass(Duration.ofMillis(200));
    assertThat(bench.health(A).reason()).isEqualTo("no beat for 6 s; expected every 2 s");
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.health(A).status()).isEqualTo(DeviceStatus.DOWN);
    bench.beat(A);
    bench.judge.track(A, SECOND, 0, bench.now);
    bench.pass(Duration.ofMillis(3_100));
    assertThat(bench.health(A).reason()).isEqualTo("no beat for 3 s; expected every 1 s");
  }
}
