package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseClockTest {
  private static final long TIMEOUT = 12_000;
  private static final long TICK = 2_000;

  private final LeaseClock clock = new LeaseClock(TIMEOUT, TICK);

  @Test
  void threeRequestsProveTheFirst() {
    clock.answered(0, 10);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT - TIMEOUT / 3 - TICK);
    clock.answered(2_010, 2_020);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT - TIMEOUT / 3 - TICK);
    clock.answered(3_000, 3_010);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
    clock.answered(5_100, 5_110);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
    clock.answered(7_200, 7_210);
    assertThat(clock.validUntil()).isEqualTo(3_000 + TIMEOUT);
  }

  @Test
  void aTickCountsFromTheAnswerToTheFirst() {
    clock.answered(0, 1_500);
    clock.answered(2_000, 2_010);
    clock.answered(3_400, 3_410);
    assertThat(clock.validUntil()).isLessThan(TIMEOUT);
    clock.answered(3_600, 3_610);
    clock.answered(3_700, 3_710);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
  }

  @Test
  void aReplacedLeaderMayAnswerForATickAndAHalf() {
    clock.answered(0, 10);
    clock.answered(2_010, 2_020);
    clock.answered(2_030, 2_040);
    assertThat(clock.validUntil()).isLessThan(TIMEOUT);
    clock.answered(3_000, 3_010);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
  }

  @Test
  void aRequestThatWasNotAnsweredInTurnProvesNothing() {
    clock.answered(0, 2_500);
    clock.answered(2_400, 2_600);
    clock.answered(4_000, 4_100);
    assertThat(clock.validUntil()).isLessThan(TIMEOUT);
  }

  @Test
  void whatWasProvenOutlivesTheConnectionAndNothingElseDoes() {
    clock.answered(0, 10);
    clock.answered(2_010, 2_020);
    clock.answered(4_020, 4_030);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
    clock.reset();
    clock.answered(11_000, 11_010);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
    clock.answered(13_010, 13_020);
    assertThat(clock.validUntil()).isEqualTo(TIMEOUT);
    clock.answered(15_020, 15_030);
    assertThat(clock.validUntil()).isEqualTo(11_000 + TIMEOUT);
  }

  @Test
  void staysHeldWhileAllIsWell() {
    for (long tick : new long[] {1, 100, 2_000, 2_400}) {
      LeaseClock steady = new LeaseClock(TIMEOUT, tick);
      long now = 0;
      for (int i = 0; i < 100; i++) {
        steady.answered(now, now + 5);
        now += 5 + steady.interval();
        assertThat(steady.validUntil()).as("tick %d, request %d", tick, i).isGreaterThan(now + 5);
      }
    }
  }

  @Test
  void aPauseIsNotMadeUpForByTheFirstAnswerAfterIt() {
    for (long now = 0; now <= 9_000; now += 1_500) {
      clock.answered(now, now + 10);
    }
    assertThat(clock.validUntil()).isEqualTo(4_500 + TIMEOUT);
    // Paused for 8 s. The leader answered, but may have heard of nothing since the request at 9.
    clock.answered(17_000, 17_010);
    assertThat(clock.validUntil()).isEqualTo(6_000 + TIMEOUT);
    clock.answered(17_020, 17_030);
    assertThat(clock.validUntil()).isEqualTo(9_000 + TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - 5_000, Long.MIN_VALUE, -5_000, Long.MAX_VALUE - 100_000})
  void countsAcrossTheOverflowOfTheClock(long origin) {
    LeaseClock fromZero = new LeaseClock(TIMEOUT, TICK);
    for (int t = 0; t <= 200_000; t += 700) {
      clock.answered(origin + t, origin + t + 5);
      fromZero.answered(t, t + 5);
      assertThat(clock.validUntil() - origin).as("at %d", t).isEqualTo(fromZero.validUntil());
    }
    assertThat(fromZero.validUntil()).isGreaterThan(195_000 + TIMEOUT);
  }
}
