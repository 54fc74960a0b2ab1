package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseClockTest {
  private static final long TIMEOUT = 30_000;
  private static final long TICK = 2_000;

  private final LeaseClock clock = new LeaseClock(TIMEOUT, TICK);

  @Test
  void provesNothingBeforeTheFirstAnswerAndAfterAReset() {
    assertThat(clock.hasProof()).isFalse();
    clock.answered(100_000);
    assertThat(clock.hasProof()).isTrue();
    clock.reset();
    assertThat(clock.hasProof()).isFalse();
  }

  @Test
  void theFirstAnswerProvesWhatWasHeardAThirdOfTheSessionAndATickBefore() {
    clock.answered(100_000);
    assertThat(clock.validUntil()).isEqualTo(100_000 - 10_000 - 2_000 + 30_000);
  }

  @Test
  void afterThatTheNewestRequestAtLeastATickBeforeTheLastCounts() {
    clock.answered(100_000);
    clock.answered(101_999);
    assertThat(clock.validUntil()).as("not a tick apart").isEqualTo(118_000);
    clock.answered(102_000);
    assertThat(clock.validUntil()).isEqualTo(100_000 + TIMEOUT);
    clock.answered(103_999);
    assertThat(clock.validUntil()).isEqualTo(101_999 + TIMEOUT);
    clock.answered(120_000);
    assertThat(clock.validUntil()).isEqualTo(103_999 + TIMEOUT);
  }

  @Test
  void aResetForgetsEvenWhatWasLater() {
    clock.answered(100_000);
    clock.answered(110_000);
    clock.reset();
    clock.answered(111_000);
    assertThat(clock.validUntil()).isEqualTo(111_000 - 12_000 + TIMEOUT);
  }

  @Test
  void answersOutOfOrderChangeNothing() {
    clock.answered(100_000);
    clock.answered(110_000);
    long before = clock.validUntil();
    clock.answered(105_000);
    clock.answered(110_000);
    assertThat(clock.validUntil()).isEqualTo(before);
  }

  @Test
  void aPauseIsNotMadeUpForByTheFirstAnswerAfterIt() {
    clock.answered(100_000);
    clock.answered(107_000);
    // Paused for 25 s. The leader answered, but may have heard of nothing since the request at 107.
    clock.answered(132_000);
    assertThat(clock.validUntil()).isEqualTo(137_000);
    clock.answered(139_000);
    assertThat(clock.validUntil()).isEqualTo(162_000);
  }

  @Test
  void aBurstOfRequestsDoesNotKeepTheLeaseFromRising() {
    clock.answered(0);
    for (long t = 1; t <= 1_000_000; t++) {
      clock.answered(t);
    }
    assertThat(clock.validUntil()).isEqualTo(1_000_000 - TICK + TIMEOUT);
  }

  @Test
  void withoutATickTheRequestBeforeTheLastCounts() {
    LeaseClock quick = new LeaseClock(TIMEOUT, 0);
    quick.answered(1_000);
    assertThat(quick.validUntil()).isEqualTo(1_000 - 10_000 + TIMEOUT);
    quick.answered(1_001);
    assertThat(quick.validUntil()).isEqualTo(1_000 + TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - 5_000, Long.MIN_VALUE, -5_000, Long.MAX_VALUE - 100_000})
  void countsAcrossTheOverflowOfTheClock(long origin) {
    clock.answered(origin);
    assertThat(clock.validUntil() - origin).isEqualTo(18_000);
    for (int t = 1_000; t <= 200_000; t += 1_000) {
      clock.answered(origin + t);
      long proven = t < 2_000 ? -12_000 : t - 2_000;
      assertThat(clock.validUntil() - origin).as("at %d", t).isEqualTo(proven + TIMEOUT);
    }
  }

  @Test
  void neverProvesMoreThanASlowReferenceDoes() {
    long seed = 42;
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      LeaseClock tested = new LeaseClock(TIMEOUT, TICK);
      long[] sent = new long[100];
      long now = random.nextLong();
      for (int i = 0; i < sent.length; i++) {
        now += random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(1_500);
        sent[i] = now;
        tested.answered(now);
        long proven = sent[0] - TIMEOUT / 3 - TICK;
        for (int j = 0; j < i; j++) {
          if (now - sent[j] >= TICK) {
            proven = sent[j];
          }
        }
        assertThat(tested.validUntil()).as("seed %d", seed).isEqualTo(proven + TIMEOUT);
      }
    }
  }

  @Test
  void renewsOftenEnoughThatTheLeaseNeverRunsOut() {
    for (long tick : new long[] {0, 1, 100, 2_000, 9_999}) {
      LeaseClock steady = new LeaseClock(TIMEOUT, tick);
      assertThat(steady.interval()).isPositive();
      long now = 0;
      steady.answered(now);
      for (int i = 0; i < 100; i++) {
        now += steady.interval();
        assertThat(steady.validUntil()).as("tick %d, at %d", tick, now).isGreaterThan(now);
        steady.answered(now);
      }
    }
    // A tick longer than that leaves a gap after the first answer, and none afterwards.
    LeaseClock slow = new LeaseClock(TIMEOUT, TIMEOUT / 2);
    slow.answered(0);
    assertThat(slow.validUntil()).isEqualTo(5_000);
    for (long now = slow.interval(); now < 200_000; now += slow.interval()) {
      assertThat(now <= TIMEOUT / 2 || slow.validUntil() > now).as("at %d", now).isTrue();
      slow.answered(now);
    }
    assertThat(new LeaseClock(1, 0).interval()).isPositive();
  }
}
