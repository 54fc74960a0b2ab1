package io.github.iotcoord.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveDetectorTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLISECOND = 1_000_000;

  private static Simulated device(long period) {
    return new Simulated(FailureDetector.adaptive(), period, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {10 * MILLISECOND, SECOND, 3_600 * SECOND, 7 * 24 * 3_600 * SECOND})
  void aConstantIntervalIsJudgedWithinAFewPeriodsAndNeverByMistake(long period) {
    Simulated device = device(period);
    assertThat(device.patience()).isBetween(2.0, 4.5);
    device.regularBeats(10_000);
    assertThat(device.mistakes).isZero();
    assertThat(device.patience()).isBetween(2.05, 3.01);
  }

  @Test
  void theClockMayOverflow() {
    Simulated device = new Simulated(FailureDetector.adaptive(), SECOND, Long.MAX_VALUE - SECOND);
    device.regularBeats(100);
    assertThat(device.now).isNegative();
    assertThat(device.mistakes).isZero();
    assertThat(device.patience()).isBetween(2.0, 3.0);
  }

  @Test
  void aLossyLinkIsGivenMoreTimeThanACleanOne() {
    Simulated clean = device(SECOND);
    Simulated lossy = device(SECOND);
    Random random = new Random(42);
    clean.regularBeats(2_000);
    for (int i = 0; i < 20_000; i++) {
      if (random.nextDouble() < 0.3) {
        lossy.now += lossy.period;
        lossy.sequence++;
      } else {
        lossy.beatAfter(1);
      }
    }
    assertThat(clean.patience()).isLessThan(3);
    assertThat(lossy.patience()).isBetween(6.0, 14.0);
    // Of 14,000 silences, one in ten thousand was allowed to be a mistake.
    assertThat(lossy.mistakes).isLessThan(20);
  }

  @Test
  void withoutNumbersGapsOfWholePeriodsAreLosses() {
    Simulated lossy = device(SECOND);
    Random random = new Random(7);
    double gap = 0;
    for (int i = 0; i < 5_000; i++) {
      gap++;
      if (random.nextDouble() >= 0.2) {
        lossy.beatUnnumberedAfter(gap);
        gap = 0;
      }
    }
    assertThat(lossy.patience()).isBetween(4.0, 10.0);
    for (int i = 0; i < 1_000; i++) {
      lossy.beatUnnumberedAfter(1);
    }
    assertThat(lossy.patience()).isLessThan(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatIsTenTimesSlowerThanDeclaredDoesNotFlapForEver(boolean numbered) {
    Simulated device = device(SECOND);
    for (int i = 0; i < 200; i++) {
      if (numbered) {
        device.beatAfter(10);
      } else {
        device.beatUnnumberedAfter(10);
      }
    }
    assertThat(device.mistakes).isLessThan(10);
    assertThat(device.patience()).isBetween(15.0, 35.0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatIsTwiceAsSlowIsTakenForSlowAndNotForLossy(boolean numbered) {
    Simulated device = device(SECOND);
    for (int i = 0; i < 1_000; i++) {
      if (numbered) {
        device.beatAfter(2);
      } else {
        device.beatUnnumberedAfter(2);
      }
    }
    assertThat(device.mistakes).isLessThan(3);
    assertThat(device.patience()).isBetween(4.0, 6.0);
  }

  @Test
  void aDeviceThatIsFasterThanDeclaredIsJudgedByItsOwnPeriod() {
    Simulated device = device(60 * SECOND);
    for (int i = 0; i < 3_600; i++) {
      device.beatAfter(1.0 / 60);
    }
    assertThat(device.patience() * 60).isBetween(2.0, 4.0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOutageTeachesLittle(boolean numbersWentOn) {
    Simulated device = device(SECOND);
    device.regularBeats(1_000);
    double before = device.patience();
    if (numbersWentOn) {
      device.sequence += 9_999;
    }
    device.beatAfter(10_000);
    assertThat(device.patience()).isLessThan(2 * before);
    device.regularBeats(300);
    assertThat(device.patience()).isLessThan(before + 1);
  }

  @Test
  void beatsThatWereHeldUpAndComeAllAtOnceDoNotShortenThePeriod() {
    Simulated device = device(SECOND);
    device.regularBeats(100);
    device.beatAfter(500);
    for (int i = 0; i < 499; i++) {
      device.beatAfter(0);
    }
    for (int i = 0; i < 20; i++) {
      device.beatAfter(0.0001);
    }
    int mistakes = device.mistakes;
    device.regularBeats(100);
    assertThat(device.mistakes).isEqualTo(mistakes);
  }

  @Test
  void duplicatesAndLateComersAreSignsOfLifeAndTeachNothing() {
    Simulated device = device(SECOND);
    device.regularBeats(100);
    double before = device.patience();
    long highest = device.sequence;
    device.beatAfter(0.5, highest);
    device.beatAfter(0.5, highest - 1);
    device.beatAfter(0.5, highest - 40);
    assertThat(device.patience()).isEqualTo(before);
    device.beatAfter(1, highest + 1);
    assertThat(device.patience()).isEqualTo(before);
  }

  @Test
  void aRestartedOrJumpingCounterTeachesNothing() {
    Simulated device = device(SECOND);
    device.beatAfter(1, 65_000);
    device.regularBeats(535);
    double before = device.patience();
    device.beatAfter(1, 0);
    assertThat(device.patience()).isEqualTo(before);
    device.regularBeats(10);
    device.beatAfter(1, 1L << 40);
    device.beatAfter(1, Long.MAX_VALUE);
    device.beatAfter(1, 0);
    device.regularBeats(10);
    assertThat(device.patience()).isCloseTo(before, org.assertj.core.data.Offset.offset(0.01));
    assertThat(device.mistakes).isZero();
  }

  @Test
  void anArrivalBeforeTheLastOneIsIgnored() {
    Simulated device = device(SECOND);
    device.regularBeats(10);
    long suspectAt = device.detector.suspectAt(device.state, 0);
    device.detector.beat(device.state, 0, device.now - SECOND / 2, device.sequence + 1);
    assertThat(device.detector.suspectAt(device.state, 0)).isEqualTo(suspectAt);
  }

  @Test
  void staysInBoundsWhateverArrives() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    Simulated device = device(SECOND);
    for (int i = 0; i < 2_000_000; i++) {
      double gap = Math.exp(random.nextGaussian() * 6);
      long number =
          switch (random.nextInt(8)) {
            case 0 -> FailureDetector.NO_SEQUENCE;
            case 1 -> random.nextLong();
            case 2 -> device.sequence - random.nextInt(200);
            default -> device.sequence + 1 + random.nextInt(3);
          };
      device.beatAfter(Math.min(gap, 1e5), number);
      assertThat(device.patience()).as("seed %s, beat %s", seed, i).isBetween(1e-3, 5e9);
    }
    // The period that this ended with may be long, and a period is unlearned in some eight of it.
    device.regularBeats((int) (20 * device.patience()) + 1_000);
    assertThat(device.patience()).isBetween(2.0, 3.5);
  }

  @Test
  void aSmallerMistakeProbabilityMakesItMorePatient() {
    double last = 0;
    for (double target : new double[] {0.1, 1e-4, 1e-7, 1e-12, Double.MIN_VALUE}) {
      Simulated device =
          new Simulated(
              FailureDetector.adaptive(AdaptiveOptions.defaults().withMistakeProbability(target)),
              SECOND,
              0);
      device.regularBeats(1_000);
      assertThat(device.patience()).isGreaterThan(last);
      last = device.patience();
    }
  }

  @Test
  void refusesBadInputByName() {
    assertThatThrownBy(() -> AdaptiveOptions.defaults().withMistakeProbability(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mistakeProbability");
    assertThatThrownBy(() -> AdaptiveOptions.defaults().withMistakeProbability(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> device(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
  }
}
