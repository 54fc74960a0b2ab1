package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class AnomalyScoreTest {
  private static final int DAY = 24 * 60;

  /** Feeds a value each minute, and returns the highest score from a minute on. */
  private static double highest(AnomalyScore score, int from, int to, IntToDoubleFunction value) {
    double highest = 0;
    for (int minute = from; minute < to; minute++) {
      highest =
          Math.max(
              highest,
              score
                  .next(Instant.ofEpochSecond(minute * 60L), value.applyAsDouble(minute))
                  .orElse(0));
    }
    return highest;
  }

  private static IntToDoubleFunction day(Random random) {
    return minute -> 50 + 5 * Math.sin(2 * Math.PI * minute / DAY) + random.nextGaussian();
  }

  @Test
  void saysNothingInTheProbationAndLittleOfADailyCycle() {
    AnomalyScore score = new AnomalyScore(AnomalyOptions.defaults());
    IntToDoubleFunction day = day(new Random(1));
    for (int minute = 0; minute < 7 * DAY; minute++) {
      assertThat(score.next(Instant.ofEpochSecond(minute * 60L), day.applyAsDouble(minute)))
          .isEmpty();
    }
    assertThat(highest(score, 7 * DAY, 35 * DAY, day)).isBetween(0.5, 3.0);
  }

  @Test
  void findsASlowDriftAndASuddenDrop() {
    for (double offset : new double[] {0, 1e9}) {
      IntToDoubleFunction day = day(new Random(2));
      AnomalyScore drifting = new AnomalyScore(AnomalyOptions.defaults());
      highest(drifting, 0, 28 * DAY, m -> offset + day.applyAsDouble(m));
      assertThat(
              highest(
                  drifting,
                  28 * DAY,
                  31 * DAY,
                  m -> offset + day.applyAsDouble(m) + 10.0 * (m - 28 * DAY) / DAY))
          .isGreaterThan(3);
      AnomalyScore dropping = new AnomalyScore(AnomalyOptions.defaults());
      highest(dropping, 0, 28 * DAY, m -> offset + day.applyAsDouble(m));
      // One sample is enough.
      assertThat(dropping.next(Instant.ofEpochSecond(28L * DAY * 60), offset + 10).orElseThrow())
          .isGreaterThan(3);
    }
  }

  @Test
  void whatIsUnusualForLessThanHalfOfTheMemoryDoesNotBecomeUsual() {
    IntToDoubleFunction day = day(new Random(4));
    AnomalyScore score = new AnomalyScore(AnomalyOptions.defaults());
    highest(score, 0, 28 * DAY, day);
    highest(score, 28 * DAY, 38 * DAY, m -> day.applyAsDouble(m) + 60);
    Instant next = Instant.ofEpochSecond(38L * DAY * 60);
    assertThat(score.next(next, 110).orElseThrow()).isGreaterThan(3);
    assertThat(highest(score, 38 * DAY + 1, 40 * DAY, m -> day.applyAsDouble(m) + 60))
        .isGreaterThan(3);
  }

  @Test
  void afterAGapTheFirstValuesAreNoLevel() {
    IntToDoubleFunction day = day(new Random(6));
    AnomalyScore score = new AnomalyScore(AnomalyOptions.defaults());
    highest(score, 0, 28 * DAY, day);
    assertThat(highest(score, 400 * DAY, 401 * DAY, day)).isLessThan(3);
  }

  @Test
  void aSeriesThatNeverChangedScoresAnyChangeUnlessItIsSmallerThanCounts() {
    AnomalyScore strict = new AnomalyScore(AnomalyOptions.defaults());
    assertThat(highest(strict, 0, 14 * DAY, m -> 20)).isZero();
    assertThat(strict.next(Instant.ofEpochSecond(14L * DAY * 60), 20.1)).hasValue(1_000_000);
    AnomalyScore tolerant = new AnomalyScore(AnomalyOptions.defaults().withSmallestDeviation(0.1));
    assertThat(highest(tolerant, 0, 14 * DAY, m -> 20)).isZero();
    OptionalDouble score = tolerant.next(Instant.ofEpochSecond(14L * DAY * 60), 20.1);
    assertThat(score.orElseThrow()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void extremeValuesGiveAFiniteScore() {
    AnomalyScore score = new AnomalyScore(AnomalyOptions.defaults());
    assertThat(highest(score, 0, 14 * DAY, m -> m % 2 == 0 ? 1.7e308 : -1.7e308)).isFinite();
  }

  @Test
  void refusesTimeThatDoesNotMoveOn() {
    AnomalyScore score = new AnomalyScore(AnomalyOptions.defaults());
    assertThat(score.next(Instant.ofEpochSecond(5), 1)).isEmpty();
    assertThatThrownBy(() -> score.next(Instant.ofEpochSecond(5), 1))
        .isInstanceOf(IllegalArgumentException.class);
    AnomalyOptions options = AnomalyOptions.defaults();
    assertThatThrownBy(
            () -> options.withTimes(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1)))
        .hasMessageContaining("span");
    assertThatThrownBy(
            () -> options.withTimes(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(2)))
        .hasMessageContaining("probation");
    assertThatThrownBy(() -> options.withSmallestDeviation(Double.NaN))
        .hasMessageContaining("smallestDeviation");
  }
}
