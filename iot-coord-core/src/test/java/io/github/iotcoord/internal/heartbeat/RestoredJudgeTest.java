package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.Sleep;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A judge that goes on where another stopped. */
class RestoredJudgeTest {
  private static final long SECOND = 1_000_000_000;
  private static final Instant NOW = Instant.ofEpochSecond(1_750_000_000);
  private static final DeviceId A = DeviceId.of("a");

  private final List<DeviceHealth> heard = new ArrayList<>();
  private int changes;
  private final SilenceJudge judge =
      new SilenceJudge(
          "gw",
          HeartbeatOptions.defaults().withDetector(FailureDetector.fixed(Duration.ofSeconds(3))),
          new SilenceJudge.Sink() {
            @Override
            public void pageChanged(int page) {
              changes++;
            }

            @Override
            public boolean isListening() {
              return true;
            }

            @Override
            public void groupChanged(GroupTransition transition) {}

            @Override
            public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
              if (after != null) {
                heard.add(after);
              }
            }
          },
          Clock.fixed(NOW, ZoneOffset.UTC));

  private static HealthEntry asleep(DeviceStatus status, Duration left, Duration announced) {
    Sleep sleep = new Sleep(NOW.plus(left).toEpochMilli(), announced.toMillis());
    return new HealthEntry(
        A, status, Instant.ofEpochMilli(1_000), 41, "why", false, 1_000, 0, sleep);
  }

  private static HealthEntry entry(DeviceStatus status) {
    return new HealthEntry(
        A, status, Instant.ofEpochMilli(1_000), 41, "why", false, 1_000, 0, Sleep.NONE);
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

  @Test
  void aSleeperSleepsOnAndIsThenJudged() {
    HealthEntry sleeper = asleep(DeviceStatus.UP, Duration.ofSeconds(60), Duration.ofHours(8));
    judge.restore(sleeper, 100 * SECOND);
    assertThat(judge.entries(0)).containsExactly(sleeper);
    judge.tick(162 * SECOND, 0);
    assertThat(heard).isEmpty();
    judge.tick(163 * SECOND, 0);
    judge.tick(164 * SECOND, 0);
    assertThat(heard)
        .extracting(DeviceHealth::status)
        .containsExactly(DeviceStatus.SUSPECT, DeviceStatus.DOWN);
  }

  @Test
  void nobodySleepsForLongerThanWasAnnouncedWhateverTheClocksSay() {
    // The clock of whoever was told was a year ahead of this one.
    judge.restore(
        asleep(DeviceStatus.UP, Duration.ofDays(365), Duration.ofSeconds(60)), 100 * SECOND);
    judge.tick(162 * SECOND, 0);
    assertThat(heard).isEmpty();
    judge.tick(163 * SECOND, 0);
    assertThat(heard).extracting(DeviceHealth::status).containsExactly(DeviceStatus.SUSPECT);
  }

  @Test
  void aSleepThatIsOverCountsNoMore() {
    judge.restore(
        asleep(DeviceStatus.UP, Duration.ofSeconds(-1), Duration.ofHours(8)), 100 * SECOND);
    judge.tick(103 * SECOND, 0);
    assertThat(heard).extracting(DeviceHealth::status).containsExactly(DeviceStatus.SUSPECT);
  }

  @Test
  void oneThatIsDownAndIsHeardSleepsOn() {
    judge.restore(
        asleep(DeviceStatus.DOWN, Duration.ofSeconds(60), Duration.ofSeconds(60)), 100 * SECOND);
    judge.beat(A, 7, 101 * SECOND);
    judge.tick(162 * SECOND, 0);
    assertThat(heard).extracting(DeviceHealth::status).containsExactly(DeviceStatus.UP);
  }

  @Test
  void theLastAnnouncementIsPublishedToTheSecond() {
    judge.restore(entry(DeviceStatus.UP), 0);
    judge.expectSilence(A, 90 * SECOND + 1_000_000, 0);
    assertThat(sleep()).isEqualTo(new Sleep(NOW.plusSeconds(91).toEpochMilli(), 91_000));
    judge.expectSilence(A, 5 * SECOND, 0);
    assertThat(sleep()).isEqualTo(new Sleep(NOW.plusSeconds(5).toEpochMilli(), 5_000));
    assertThat(changes).isEqualTo(2);
    judge.expectSilence(A, 0, 0);
    assertThat(sleep()).isEqualTo(Sleep.NONE);
    judge.expectSilence(A, 0, 0);
    assertThat(changes).as("nothing new is not written").isEqualTo(3);
    judge.expectSilence(A, 5 * SECOND, 0);
    judge.connected(A, 1, SECOND);
    assertThat(sleep()).isEqualTo(Sleep.NONE);
    judge.expectSilence(A, Sleep.LONGEST.toNanos(), 0);
    assertThat(sleep())
        .isEqualTo(new Sleep(NOW.plus(Sleep.LONGEST).toEpochMilli(), Sleep.LONGEST.toMillis()));
    judge.untrack(A);
    judge.track(A, SECOND, 0, 0);
    assertThat(sleep()).isEqualTo(Sleep.NONE);
  }

  private Sleep sleep() {
    return judge.entries(0).get(0).sleep();
  }

  @Test
  void whatAnEarlierLifeWasToldDoesNotOverruleWhatIsKnownHere() {
    HealthEntry before = asleep(DeviceStatus.UP, Duration.ofHours(1), Duration.ofHours(8));
    judge.track(A, SECOND, 41, 0);
    judge.sleepOn(before, 0);
    assertThat(sleep()).isEqualTo(before.sleep());

    judge.expectSilence(A, 0, 0);
    judge.sleepOn(before, 0);
    assertThat(sleep()).isEqualTo(Sleep.NONE);

    judge.untrack(A);
    judge.track(A, SECOND, 41, 0);
    judge.connected(A, 1, 0);
    judge.sleepOn(before, 0);
    assertThat(sleep()).as("the connection is newer").isEqualTo(Sleep.NONE);
  }

  @Test
  void aBeatThatIsHeardWhileTheClockStandsEndsNoSleep() {
    judge.restore(
        asleep(DeviceStatus.DOWN, Duration.ofSeconds(60), Duration.ofSeconds(60)), 100 * SECOND);
    assertThat(judge.unobservedBeat(A, 100 * SECOND)).isTrue();
    judge.tick(162 * SECOND, 0);
    assertThat(heard).extracting(DeviceHealth::status).containsExactly(DeviceStatus.UP);
    assertThat(judge.unobservedBeat(DeviceId.of("b"), 100 * SECOND)).isFalse();
  }

  @Test
  void forHowLongASleeperWasSilentIsNotKnown() {
    judge.restore(
        asleep(DeviceStatus.UP, Duration.ofSeconds(60), Duration.ofSeconds(60)), 100 * SECOND);
    List<Long> silences = new ArrayList<>();
    judge.silences(0, 130 * SECOND, (device, silence) -> silences.add(silence));
    judge.silences(0, 170 * SECOND, (device, silence) -> silences.add(silence));
    assertThat(silences).containsExactly(-1L, 10 * SECOND);
  }
}
