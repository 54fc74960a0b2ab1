package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A judge that goes on where another stopped. */
class RestoredJudgeTest {
  private static final long SECOND = 1_000_000_000;
  private static final DeviceId A = DeviceId.of("a");

  private final List<DeviceHealth> heard = new ArrayList<>();
  private final SilenceJudge judge =
      new SilenceJudge(
          "gw",
          HeartbeatOptions.defaults().withDetector(FailureDetector.fixed(Duration.ofSeconds(3))),
          new SilenceJudge.Sink() {
            @Override
            public void pageChanged(int page) {}

            @Override
            public boolean isListening() {
              return true;
            }

            @Override
            public void groupChanged(GroupTransition transition) {}

            @Override
            public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
              heard.add(Objects.requireNonNull(after));
            }
          },
          Clock.systemUTC());

  private static HealthEntry entry(DeviceStatus status) {
    return new HealthEntry(A, status, Instant.ofEpochMilli(1_000), 41, "why", false, 1_000, 0);
  }

  @Test
  void theStateGoesOnAsItWasPublished() {
    judge.restore(entry(DeviceStatus.DOWN), 5 * SECOND);
    assertThat(judge.entries(0)).containsExactly(entry(DeviceStatus.DOWN));
    judge.restore(entry(DeviceStatus.UP), 6 * SECOND);
    assertThat(judge.entries(0)).containsExactly(entry(DeviceStatus.DOWN));
    judge.tick(1_000 * SECOND, 0);
    assertThat(heard).isEmpty();

    assertThat(judge.beat(A, 7, 1_000 * SECOND)).isTrue();
    assertThat(heard).extracting(DeviceHealth::status).containsExactly(DeviceStatus.UP);
    assertThat(heard).extracting(DeviceHealth::transition).containsExactly(42L);
  }

  @Test
  void silenceCountsFromTheTakeOver() {
    judge.restore(entry(DeviceStatus.UP), 100 * SECOND);
    judge.tick(102 * SECOND, 0);
    assertThat(heard).isEmpty();
    judge.tick(103 * SECOND, 0);
    judge.tick(104 * SECOND, 0);
    assertThat(heard)
        .extracting(DeviceHealth::status)
        .containsExactly(DeviceStatus.SUSPECT, DeviceStatus.DOWN);
    assertThat(heard).extracting(DeviceHealth::transition).containsExactly(42L, 43L);
  }

  @Test
  void theSilenceOfASuspectCountsAnew() {
    judge.restore(entry(DeviceStatus.SUSPECT), 100 * SECOND);
    judge.tick(102 * SECOND + SECOND / 2, 0);
    assertThat(heard).isEmpty();
    judge.tick(103 * SECOND, 0);
    assertThat(heard).extracting(DeviceHealth::status).containsExactly(DeviceStatus.DOWN);
  }
}
