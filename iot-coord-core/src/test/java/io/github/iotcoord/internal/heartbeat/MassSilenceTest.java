package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.JudgeBench.SECOND;
import static io.github.iotcoord.internal.heartbeat.JudgeBench.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MassSilenceTest {
  private static final int DEVICES = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static HeartbeatOptions options() {
    return HeartbeatOptions.defaults().withDetector(FailureDetector.fixed(TIMEOUT));
  }

  private static void assertAll(JudgeBench bench, int from, int to, DeviceStatus status) {
    assertThat(IntStream.range(from, to).mapToObj(i -> bench.health(id(i)).status()))
        .containsOnly(status);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 10})
  void oneEventStandsForAllOfThem(double confirmation) {
    JudgeBench bench = new JudgeBench(options().withConfirmation(confirmation));
    bench.track(DEVICES, SECOND);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.groups).extracting(GroupHealth::status).containsExactly(GroupStatus.SILENT);
    assertThat(bench.judge.group().reason())
        .isEqualTo("100 of 100 devices with periods up to 1 s have fallen silent together");
    assertThat(bench.judge.group().transition()).isEqualTo(2);
    assertAll(bench, 0, DEVICES, DeviceStatus.UNREACHABLE);
    assertThat(bench.health(id(3)).reason())
        .endsWith("; most devices of the gateway fell silent together");

    bench.beat(0, 90);
    assertAll(bench, 0, 90, DeviceStatus.UP);
    bench.pass(Duration.ofMillis(100));
    assertThat(bench.groups)
        .extracting(GroupHealth::status)
        .containsExactly(GroupStatus.SILENT, GroupStatus.UP);
    assertThat(bench.judge.group().reason()).isEqualTo("90 of 100 devices are heard again");

    // What stays silent has the grace and the confirmation from now on.
    long wait = (long) (2 * SECOND + confirmation * SECOND);
    while (wait > SECOND / 5) {
      bench.pass(Duration.ofMillis(100));
      bench.beat(0, 90);
      wait -= SECOND / 10;
    }
    assertAll(bench, 90, DEVICES, DeviceStatus.UNREACHABLE);
    bench.pass(Duration.ofMillis(400));
    assertAll(bench, 90, DEVICES, DeviceStatus.DOWN);
    assertAll(bench, 0, 90, DeviceStatus.UP);
    assertThat(bench.groups).hasSize(2);
    assertThat(bench.health(id(95)).reason()).startsWith("no beat for ").contains("every 1 s");
  }

  @Test
  void suspectsOfASilenceThatEndsHaveAGraceToo() {
    JudgeBench bench = new JudgeBench(options().withConfirmation(5));
    bench.track(DEVICES, SECOND);
    bench.pass(Duration.ofSeconds(4));
    assertAll(bench, 0, DEVICES, DeviceStatus.SUSPECT);
    assertThat(bench.judge.group().status()).isEqualTo(GroupStatus.SILENT);
    bench.beat(0, 90);
    bench.pass(Duration.ofMillis(6_900));
    assertAll(bench, 90, DEVICES, DeviceStatus.SUSPECT);
    bench.pass(Duration.ofMillis(300));
    assertThat(bench.health(id(95)).status()).isNotEqualTo(DeviceStatus.SUSPECT);
  }

  @Test
  void whoIsLeftOverFromOneSilenceIsGivenUpAfterTheNext() {
    JudgeBench bench =
        new JudgeBench(options().withConfirmation(5).withGrace(Duration.ofSeconds(5)));
    // Nobody else shares a deadline with those that stay silent.
    bench.track(256, SECOND);
    bench.pass(Duration.ofSeconds(20));
    bench.beat(32, 256);
    bench.pass(Duration.ofMillis(100));
    assertThat(bench.judge.group().status()).isEqualTo(GroupStatus.UP);
    assertAll(bench, 0, 32, DeviceStatus.UNREACHABLE);
    // Their grace ends when most others are silent again.
    bench.pass(Duration.ofSeconds(20));
    assertThat(bench.judge.group().status()).isEqualTo(GroupStatus.SILENT);
    assertAll(bench, 0, 256, DeviceStatus.UNREACHABLE);
    for (int i = 0; i < 60; i++) {
      bench.beat(32, 256);
      bench.pass(Duration.ofMillis(200));
    }
    assertThat(bench.judge.group().status()).isEqualTo(GroupStatus.UP);
    assertAll(bench, 0, 32, DeviceStatus.DOWN);
    assertAll(bench, 32, 256, DeviceStatus.UP);
  }

  @Test
  void aFewSilentDevicesAreDownOneByOne() {
    JudgeBench bench = new JudgeBench(options());
    bench.track(DEVICES, SECOND);
    for (int i = 0; i < 100; i++) {
      bench.beat(0, 60);
      bench.pass(Duration.ofMillis(100));
    }
    assertThat(bench.groups).isEmpty();
    assertAll(bench, 0, 60, DeviceStatus.UP);
    assertAll(bench, 60, DEVICES, DeviceStatus.DOWN);
    // And then they do not count any more: a majority of the rest is what matters.
    for (int i = 0; i < 100; i++) {
      bench.beat(0, 35);
      bench.pass(Duration.ofMillis(100));
    }
    assertAll(bench, 35, DEVICES, DeviceStatus.DOWN);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.groups).extracting(GroupHealth::status).containsExactly(GroupStatus.SILENT);
    assertAll(bench, 0, 35, DeviceStatus.UNREACHABLE);
  }

  @Test
  void nineDevicesAreNoGroup() {
    JudgeBench bench = new JudgeBench(options());
    bench.track(9, SECOND);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.groups).isEmpty();
    assertAll(bench, 0, 9, DeviceStatus.DOWN);
  }

  @Test
  void fastDevicesTellBeforeTheSlowOnesAreDue() {
    JudgeBench bench = new JudgeBench(patientOptions());
    bench.track(20, SECOND);
    for (int i = 20; i < DEVICES; i++) {
      bench.judge.track(id(i), 100 * SECOND, 0, bench.now);
    }
    bench.pass(Duration.ofSeconds(20));
    assertThat(bench.judge.group().reason())
        .isEqualTo("20 of 20 devices with periods up to 1 s have fallen silent together");
    assertAll(bench, 0, 20, DeviceStatus.UNREACHABLE);
    assertAll(bench, 20, DEVICES, DeviceStatus.UP);
  }

  @Test
  void fastDevicesThatAreDeadDoNotStandForTheGroupWhenSlowOnesGoOn() {
    JudgeBench bench = new JudgeBench(patientOptions());
    bench.track(20, SECOND);
    for (int i = 20; i < DEVICES; i++) {
      bench.judge.track(id(i), 10 * SECOND, 0, bench.now);
    }
    for (int i = 0; i < 20; i++) {
      bench.beat(20, DEVICES);
      bench.pass(Duration.ofSeconds(10));
    }
    assertThat(bench.groups)
        .extracting(GroupHealth::status)
        .containsExactly(GroupStatus.SILENT, GroupStatus.UP);
    assertAll(bench, 0, 20, DeviceStatus.DOWN);
    assertAll(bench, 20, DEVICES, DeviceStatus.UP);
  }

  /** Waits for five periods, whatever the period. */
  private static HeartbeatOptions patientOptions() {
    return HeartbeatOptions.defaults().withDetector(new PeriodsDetector(5));
  }

  @Test
  void untrackedDevicesDoNotCount() {
    JudgeBench bench = new JudgeBench(options());
    bench.track(DEVICES, SECOND);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.judge.group().status()).isEqualTo(GroupStatus.SILENT);
    for (int i = 0; i < DEVICES; i++) {
      bench.judge.untrack(id(i));
    }
    bench.pass(Duration.ofMillis(100));
    assertThat(bench.judge.group().status()).isEqualTo(GroupStatus.UP);
    bench.track(9, SECOND);
    bench.pass(Duration.ofSeconds(10));
    assertAll(bench, 0, 9, DeviceStatus.DOWN);
  }

  @Test
  void devicesThatAreToldToBeGoneAreNoSilence() {
    JudgeBench bench = new JudgeBench(options());
    bench.track(DEVICES, SECOND);
    for (int i = 0; i < DEVICES; i++) {
      bench.judge.disconnected(id(i), 1, "bye", bench.now);
    }
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.groups).isEmpty();
    assertAll(bench, 0, DEVICES, DeviceStatus.DOWN);
  }
}
