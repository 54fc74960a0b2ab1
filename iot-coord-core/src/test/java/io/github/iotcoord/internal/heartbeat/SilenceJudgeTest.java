package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SilenceJudgeTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;
  private static final DeviceId A = DeviceId.of("a");
  private static final DeviceId B = DeviceId.of("b");

  private static final HeartbeatOptions OPTIONS =
      HeartbeatOptions.defaults().withDetector(FailureDetector.fixed(Duration.ofSeconds(3)));

  private final Recorder recorder = new Recorder();
  private final SilenceJudge judge = judge(1);
  private long now;

  private static final class Recorder implements SilenceJudge.Sink {
    final List<String> heard = new ArrayList<>();
    final Set<Integer> pages = new HashSet<>();
    final List<GroupHealth> groups = new ArrayList<>();

    @Override
    public void pageChanged(int page) {
      pages.add(page);
    }

    @Override
    public boolean isListening() {
      return true;
    }

    @Override
    public void groupChanged(GroupTransition transition) {
      groups.add(Objects.requireNonNull(transition.after()));
    }

    @Override
    public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
      DeviceHealth of = Objects.requireNonNull(after == null ? before : after);
      heard.add(
          of.device()
              + " "
              + (before == null ? "-" : before.status())
              + ">"
              + (after == null ? "-" : after.status() + " " + after.transition()));
    }
  }

  private SilenceJudge judge(double confirmation) {
    return judge(OPTIONS.withConfirmation(confirmation));
  }

  private SilenceJudge judge(HeartbeatOptions options) {
    return new SilenceJudge("gw", options, recorder, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  private void pass(SilenceJudge by, Duration time, long graceLeft) {
    long end = now + time.toNanos();
    while (now < end) {
      now = Math.min(end, now + 100 * MS);
      by.tick(now, graceLeft);
    }
  }

  private void pass(Duration time) {
    pass(judge, time, 0);
  }

  private DeviceHealth health(DeviceId device) {
    return Objects.requireNonNull(judge.find(device));
  }

  @Test
  void silenceMakesSuspectThenDownAndABeatMakesUp() {
    judge.track(A, SECOND, 0, now);
    pass(Duration.ofMillis(2_900));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.UP);
    pass(Duration.ofMillis(100));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    assertThat(health(A).reason()).isEqualTo("no beat for 3 s; expected every 1 s");
    pass(Duration.ofMillis(900));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    pass(Duration.ofMillis(100));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.DOWN);
    pass(Duration.ofHours(1));
    assertThat(judge.beat(A, 1, now)).isTrue();
    assertThat(health(A).reason()).isEqualTo("heard after 60.1 min");
    pass(Duration.ofSeconds(3));
    assertThat(recorder.heard)
        .containsExactly(
            "a ->UP 1", "a UP>SUSPECT 2", "a SUSPECT>DOWN 3", "a DOWN>UP 4", "a UP>SUSPECT 5");
  }

  @Test
  void beatsPutItOffWithoutTouchingTheWheelOrThePages() {
    judge.track(A, SECOND, 0, now);
    recorder.pages.clear();
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(2));
      judge.beat(A, i, now);
    }
    assertThat(recorder.pages).isEmpty();
    assertThat(health(A).status()).isEqualTo(DeviceStatus.UP);
    pass(Duration.ofSeconds(3));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
  }

  @Test
  void withoutConfirmationItIsDownAtOnce() {
    SilenceJudge hasty = judge(0);
    hasty.track(A, SECOND, 0, now);
    pass(hasty, Duration.ofSeconds(3), 0);
    assertThat(recorder.heard).containsExactly("a ->UP 1", "a UP>DOWN 2");
  }

  @Test
  void nobodyIsCondemnedInTheGrace() {
    judge.track(A, SECOND, 0, now);
    judge.track(B, SECOND, 0, now);
    pass(judge, Duration.ofSeconds(10), SECOND);
    assertThat(health(A).status()).isEqualTo(DeviceStatus.UP);
    judge.beat(B, 1, now);
    pass(Duration.ofMillis(1_100));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    assertThat(health(B).status()).isEqualTo(DeviceStatus.UP);
  }

  @Test
  void anAnnouncedSleepIsNoSilence() {
    judge.track(A, SECOND, 0, now);
    judge.expectSilence(A, now + Duration.ofHours(1).toNanos(), now);
    judge.beat(A, 1, now);
    pass(Duration.ofHours(1).plusMillis(2_900));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.UP);
    pass(Duration.ofMillis(200));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    judge.expectSilence(A, now + Duration.ofHours(1).toNanos(), now);
    pass(Duration.ofHours(1).plusMillis(3_900));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    pass(Duration.ofMillis(300));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.DOWN);
    judge.expectSilence(B, now + 1, now);
    assertThat(judge.find(B)).isNull();
  }

  @Test
  void trackingAgainChangesThePeriodAndNothingElse() {
    judge.track(A, SECOND, 5, now);
    judge.track(A, 2 * SECOND, 99, now);
    assertThat(judge.size()).isEqualTo(1);
    assertThat(judge.entries(0)).extracting(HealthEntry::periodMillis).containsExactly(2_000L);
    pass(Duration.ofSeconds(3));
    pass(Duration.ofMillis(1_900));
    assertThat(health(A).status()).isEqualTo(DeviceStatus.SUSPECT);
    pass(Duration.ofMillis(100));
    assertThat(recorder.heard).containsExactly("a ->UP 6", "a UP>SUSPECT 7", "a SUSPECT>DOWN 8");
  }

  @Test
  void anUntrackedDeviceIsForgottenAndItsSlotUsedAgain() {
    judge.track(A, SECOND, 0, now);
    assertThat(judge.untrack(A)).isTrue();
    assertThat(judge.untrack(A)).isFalse();
    assertThat(judge.beat(A, 1, now)).isFalse();
    assertThat(judge.find(A)).isNull();
    assertThat(judge.entries(0)).isEmpty();
    judge.track(B, SECOND, 0, now);
    pass(Duration.ofSeconds(10));
    assertThat(recorder.heard)
        .containsExactly("a ->UP 1", "a UP>-", "b ->UP 1", "b UP>SUSPECT 2", "b SUSPECT>DOWN 3");
    assertThat(recorder.pages).containsExactly(0);
  }

  @Test
  void inheritedTransitionsAreCountedOn() {
    judge.track(A, SECOND, 0, now);
    judge.inherit(A, 41);
    assertThat(health(A).transition()).isEqualTo(42);
    judge.inherit(B, 7);
  }

  @Test
  void aPageHoldsItsDevicesAndTheNextOneTheRest() {
    for (int i = 0; i < DevicePage.SIZE + 3; i++) {
      judge.track(DeviceId.of("d" + i), SECOND, 0, now);
    }
    assertThat(recorder.pages).containsExactlyInAnyOrder(0, 1);
    assertThat(judge.entries(0)).hasSize(DevicePage.SIZE);
    assertThat(judge.entries(1))
        .extracting(HealthEntry::device, HealthEntry::status, HealthEntry::transition)
        .contains(tuple(DeviceId.of("d128"), DeviceStatus.UP, 1L));
    assertThat(judge.entries(2)).isEmpty();
  }

  @Test
  void threadsMayBeatAndTrackAndTickAtOnce() throws Exception {
    LongAdder transitions = new LongAdder();
    SilenceJudge.Sink counting =
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
            transitions.increment();
          }
        };
    SilenceJudge shared =
        new SilenceJudge(
            "gw",
            HeartbeatOptions.defaults().withMassSilence(Integer.MAX_VALUE, 1),
            counting,
            Clock.systemUTC());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      AtomicLong time = new AtomicLong();
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        int thread = t;
        work.add(
            threads.submit(
                () -> {
                  Random random = new Random(thread);
                  for (int i = 0; i < 50_000; i++) {
                    DeviceId device = DeviceId.of("d" + random.nextInt(1_000));
                    switch (random.nextInt(20)) {
                      case 0 -> shared.track(device, SECOND, 0, time.get());
                      case 1 -> shared.untrack(device);
                      default -> shared.beat(device, i, time.get());
                    }
                  }
                }));
      }
      work.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  shared.tick(time.addAndGet(50 * MS), 0);
                }
              }));
      for (Future<?> each : work) {
        each.get();
      }
      for (int i = 0; i < 1_000; i++) {
        shared.track(DeviceId.of("d" + i), SECOND, 0, time.get());
        assertThat(shared.beat(DeviceId.of("d" + i), 1, time.get())).isTrue();
      }
      assertThat(shared.size()).isEqualTo(1_000);
      for (int i = 0; i < 100_000; i++) {
        shared.tick(time.addAndGet(100 * MS), 0);
      }
      for (int page = 0; page < 8; page++) {
        assertThat(shared.entries(page))
            .extracting(HealthEntry::status)
            .containsOnly(DeviceStatus.DOWN);
      }
      assertThat(transitions.sum()).isGreaterThan(3_000);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theAdaptiveDetectorLearnsFromBeatsAfterDown() {
    SilenceJudge adaptive = judge(HeartbeatOptions.defaults());
    adaptive.track(A, SECOND, 0, now);
    for (int i = 0; i < 20; i++) {
      pass(adaptive, Duration.ofSeconds(8), 0);
      adaptive.beat(A, i, now);
    }
    int flaps = recorder.heard.size();
    for (int i = 20; i < 100; i++) {
      pass(adaptive, Duration.ofSeconds(8), 0);
      adaptive.beat(A, i, now);
    }
    assertThat(recorder.heard).hasSize(flaps);
  }
}
