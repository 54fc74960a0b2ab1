package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.JudgeBench.SECOND;
import static io.github.iotcoord.internal.heartbeat.JudgeBench.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.Sleep;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A judge that goes on where another stopped while most devices were silent together. */
class MassTakeOverTest {
  private static final int DEVICES = 100;
  private static final Instant SINCE = Instant.ofEpochMilli(1_000);
  private static final Duration GRACE = Duration.ofMillis(1_900);

  private final JudgeBench bench =
      new JudgeBench(
          HeartbeatOptions.defaults().withDetector(FailureDetector.fixed(Duration.ofSeconds(3))));

  @BeforeEach
  void later() {
    bench.now = 100 * SECOND;
  }

  private void restore(int from, int to, DeviceStatus status, long period) {
    for (int i = from; i < to; i++) {
      bench.judge.restore(
          new HealthEntry(
              id(i), status, SINCE, 41, "why", false, period / 1_000_000, 0, Sleep.NONE),
          bench.now);
    }
  }

  private void restoreGroup(GroupStatus status) {
    bench.judge.restoreGroup(new GroupHealth("gw", status, SINCE, 8, "why"));
  }

  private void assertAll(int from, int to, DeviceStatus status) {
    assertThat(IntStream.range(from, to).mapToObj(i -> bench.health(id(i)).status()))
        .containsOnly(status);
  }

  @Test
  void theGroupGoesOnBeingSilent() {
    restoreGroup(GroupStatus.SILENT);
    restore(0, DEVICES, DeviceStatus.UNREACHABLE, SECOND);
    bench.pass(GRACE, SECOND);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.heard).isEmpty();
    assertThat(bench.groups).isEmpty();
    assertThat(bench.judge.group())
        .isEqualTo(new GroupHealth("gw", GroupStatus.SILENT, SINCE, 8, "why"));

    for (int i = 0; i < 20; i++) {
      bench.beat(0, 90);
      bench.pass(Duration.ofMillis(200));
    }
    assertThat(bench.groups).extracting(GroupHealth::status).containsExactly(GroupStatus.UP);
    assertThat(bench.judge.group().transition()).isEqualTo(9);
    assertThat(bench.judge.group().reason()).isEqualTo("90 of 100 devices are heard again");
    assertAll(0, 90, DeviceStatus.UP);
    assertAll(90, DEVICES, DeviceStatus.DOWN);
  }

  @Test
  void slowDevicesThatWereNotDueYetDoNotEndIt() {
    restoreGroup(GroupStatus.SILENT);
    restore(0, 20, DeviceStatus.UNREACHABLE, SECOND);
    restore(20, DEVICES, DeviceStatus.UP, 1_000 * SECOND);
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.groups).isEmpty();
    assertAll(0, 20, DeviceStatus.UNREACHABLE);
  }

  @ParameterizedTest
  @EnumSource(names = {"SUSPECT", "UNREACHABLE"})
  void itIsSeenAgainWhenItWasNotPublished(DeviceStatus status) {
    restoreGroup(GroupStatus.UP);
    restore(0, DEVICES, status, SECOND);
    bench.pass(GRACE, SECOND);
    assertAll(0, DEVICES, status);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.groups).extracting(GroupHealth::status).containsExactly(GroupStatus.SILENT);
    assertAll(0, DEVICES, DeviceStatus.UNREACHABLE);
    assertThat(bench.judge.group().transition()).isEqualTo(10);
  }

  @Test
  void aFewThatAreLeftOverAreGivenUpNotBeforeTheirTime() {
    restoreGroup(GroupStatus.UP);
    restore(0, 5, DeviceStatus.UNREACHABLE, SECOND);
    restore(5, DEVICES, DeviceStatus.UP, SECOND);
    for (int i = 0; i < 29; i++) {
      bench.beat(5, DEVICES);
      bench.pass(Duration.ofMillis(100));
    }
    assertAll(0, 5, DeviceStatus.UNREACHABLE);
    for (int i = 0; i < 5; i++) {
      bench.beat(5, DEVICES);
      bench.pass(Duration.ofMillis(100));
    }
    assertAll(0, 5, DeviceStatus.DOWN);
    assertAll(5, DEVICES, DeviceStatus.UP);
    assertThat(bench.groups).isEmpty();
  }
}
