package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FlapsTest {
  private static final long HALF_LIFE = Duration.ofMinutes(10).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Flaps flaps = new Flaps(Duration.ofMinutes(10), 3);

  @Test
  void anOutageCountsHalfAfterAHalfLife() {
    int one = flaps.add(Flaps.NONE, 1, 0);
    assertThat(flaps.outages(one, 0)).isEqualTo(1);
    assertThat(flaps.outages(one, HALF_LIFE)).isEqualTo(0.5);
    assertThat(flaps.outages(one, 3 * HALF_LIFE)).isEqualTo(0.125);
    assertThat(flaps.outages(Flaps.NONE, 0)).isZero();
  }

  @Test
  void threeOutagesInAFewMinutesRaiseItAndTimeClearsIt() {
    int penalty = Flaps.NONE;
    for (int outage = 0; outage < 3; outage++) {
      assertThat(flaps.isRaised(penalty, 2 * MINUTE)).isFalse();
      penalty = flaps.add(penalty, 1, 2 * MINUTE * outage);
    }
    assertThat(flaps.isRaised(penalty, 4 * MINUTE)).isTrue();
    assertThat(flaps.isCleared(penalty, 4 * MINUTE)).isFalse();
    long clear = flaps.nextLook(penalty, true, 4 * MINUTE);
    assertThat((double) clear)
        .isCloseTo(4 * MINUTE + 1.4 * HALF_LIFE, Percentage.withPercentage(10));
    assertThat(flaps.isCleared(penalty, clear - 2 * MINUTE)).isFalse();
    assertThat(flaps.isCleared(penalty, clear)).isTrue();
    long forget = flaps.nextLook(penalty, false, clear);
    assertThat(forget).isGreaterThan(clear + 3 * HALF_LIFE);
    assertThat(flaps.isForgotten(penalty, forget - MINUTE)).isFalse();
    assertThat(flaps.isForgotten(penalty, forget)).isTrue();
  }

  @Test
  void nineBitsAreExactEnoughAtAnyTime() {
    long seed = 3;
    Random random = new Random(seed);
    long now = 0;
    double exact = 0;
    int penalty = Flaps.NONE;
    for (int i = 0; i < 10_000; i++) {
      long passed = (long) (random.nextDouble() * HALF_LIFE);
      now += passed;
      exact = Math.min(15, exact * Math.pow(0.5, (double) passed / HALF_LIFE) + 1);
      penalty = flaps.add(penalty, 1, now);
      assertThat(flaps.outages(penalty, now))
          .as("seed %s, %s", seed, i)
          .isCloseTo(exact, within(exact / 6));
      assertThat(flaps.nextLook(penalty, random.nextBoolean(), now))
          .isGreaterThanOrEqualTo(now - 1);
    }
  }

  @Test
  void manyOutagesAreNotCountedWithoutEnd() {
    int penalty = Flaps.NONE;
    for (int i = 0; i < 1_000; i++) {
      penalty = flaps.add(penalty, 1, 5);
    }
    assertThat(flaps.outages(penalty, 5)).isEqualTo(15, within(0.5));
  }
}
