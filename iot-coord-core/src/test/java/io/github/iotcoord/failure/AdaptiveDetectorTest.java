package io.github.iotcoord.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
    assertThat(device.patience()).isBetween(2.001, 3.05);
  }

  @Test
  void theClockMayOverflow() {
    Simulated device = new Simulated(FailureDetector.adaptive(), SECOND, Long.MAX_VALUE - SECOND);
    device.regularBeats(100);
    assertThat(device.now).isNegative();
    assertThat(device.mistakes).isZero();
    assertThat(device.patience()).isBetween(2.0, 3.2);
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
    assertThat(clean.patience()).isLessThan(3.1);
    assertThat(lossy.patience()).isBetween(5.0, 10.0);
    // Of 14,000 silences, two in a thousand were allowed to be a mistake.
    assertThat(lossy.mistakes).isLessThan(28);
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
    for (int i = 0; i < 2_000; i++) {
      lossy.beatUnnumberedAfter(1);
    }
    assertThat(lossy.patience()).isLessThan(3.1);
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
    assertThat(device.mistakes).isLessThan(4);
    assertThat(device.patience()).isBetween(4.0, 6.2);
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
    assertThat(device.patience()).isLessThan(9);
    device.regularBeats(100);
    assertThat(device.patience()).isLessThan(before + 1.1);
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
  void duplicatesTeachNothing() {
    Simulated device = device(SECOND);
    device.regularBeats(100);
    long[] before = device.state.clone();
    device.beatAfter(0.4, device.sequence);
    assertThat(device.detector.period(device.state, 0))
        .isEqualTo(device.detector.period(before, 0));
    assertThat(device.state).endsWith(before[2], before[3]);
    // The next one comes when it was expected all the time.
    device.beatAfter(0.6, device.sequence + 1);
    assertThat(device.detector.period(device.state, 0)).isBetween(SECOND - 1_000, SECOND + 1_000);
    assertThat(device.mistakes).isZero();
  }

  @Test
  void whatWasOvertakenIsNoLoss() {
    Simulated inOrder = device(SECOND);
    Simulated overtaken = device(SECOND);
    inOrder.regularBeats(400);
    for (int i = 0; i < 200; i++) {
      overtaken.beatAfter(1.9, 2 * i + 2);
      overtaken.beatAfter(0.1, 2 * i + 1);
    }
    assertThat(overtaken.mistakes).isZero();
    assertThat(overtaken.patience()).isLessThan(inOrder.patience() + 2);
  }

  @Test
  void aRestartedOrJumpingCounterTeachesNothing() {
    Simulated device = device(SECOND);
    device.beatAfter(1, 65_000);
    device.regularBeats(535);
    long[] before = device.state.clone();
    device.beatAfter(1, 0);
    device.regularBeats(10);
    for (long jump : new long[] {1L << 40, Long.MAX_VALUE, 0, 20_000, 3}) {
      device.beatAfter(1, jump);
    }
    device.regularBeats(10);
    double period = device.detector.period(device.state, 0);
    assertThat(period / device.detector.period(before, 0)).isBetween(0.999, 1.001);
    assertThat(device.patience()).isLessThan(3.1);
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
    assertThat(device.patience()).isBetween(2.0, 4.5);
  }

  @Test
  void aSmallerMistakeProbabilityMakesItMorePatient() {
    double last = 0;
    for (double target : new double[] {0.1, 1e-4, 1e-7, 1e-12, 1e-300}) {
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
  void detectionTakesNoLongerThanAllowed() {
    AdaptiveOptions options =
        AdaptiveOptions.defaults()
            .withMistakeProbability(1e-9)
            .withLongestDetection(Duration.ofMillis(2_500));
    Simulated device = new Simulated(FailureDetector.adaptive(options), SECOND, 0);
    assertThat(device.patience()).isEqualTo(2.5);
    device.regularBeats(1_000);
    assertThat(device.patience()).isEqualTo(2.5);
  }

  @Test
  void aJitteryScheduleIsJudgedByTheScheduleAndNotByTheLastBeat() {
    // Each beat is late by chance, however late the one before was.
    Random random = new Random(5);
    Simulated device = device(SECOND);
    double late = 0;
    for (int i = 0; i < 5_000; i++) {
      double next = 0.2 * random.nextGaussian();
      device.beatAfter(Math.max(0.01, 1 + next - late));
      late = next;
    }
    double patienceAfterEarly = 0;
    double patienceAfterLate = 0;
    for (int i = 0; i < 1_000; i++) {
      double next = i % 2 == 0 ? 0.3 : -0.3;
      device.beatAfter(1 + next - late);
      late = next;
      if (i % 2 == 0) {
        patienceAfterLate += device.patience() / 500;
      } else {
        patienceAfterEarly += device.patience() / 500;
      }
    }
    assertThat(patienceAfterEarly - patienceAfterLate).isBetween(0.3, 0.9);
  }

  @Test
  void aNumberThatSticksIsNone() {
    for (long period : new long[] {SECOND, FailureDetector.UNKNOWN_PERIOD}) {
      Simulated device = new Simulated(FailureDetector.adaptive(), period, 0);
      for (int i = 0; i < 1_000; i++) {
        device.now += SECOND;
        if (device.now - device.detector.suspectAt(device.state, 0) >= 0) {
          device.mistakes++;
        }
        device.detector.beat(device.state, 0, device.now, 0);
      }
      assertThat(device.mistakes).isZero();
      assertThat(device.detector.period(device.state, 0))
          .isBetween(SECOND - MILLISECOND, SECOND + MILLISECOND);
      assertThat(device.detector.suspectAt(device.state, 0) - device.now)
          .isBetween(2 * SECOND, 4 * SECOND);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 2_000})
  void heldUpBeatsOfAYoungDeviceDoNotShortenItsPeriod(int before) {
    for (double apart : new double[] {0, 0.001}) {
      Simulated device = device(SECOND);
      device.regularBeats(before);
      device.beatAfter(300);
      for (int i = 0; i < 300; i++) {
        device.beatAfter(apart);
      }
      int mistakes = device.mistakes;
      assertThat(device.detector.period(device.state, 0)).isGreaterThan(9 * SECOND / 10);
      device.regularBeats(100);
      assertThat(device.mistakes).isEqualTo(mistakes);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatIsThousandsOfTimesFasterIsLearned(boolean numbered) {
    Simulated device = device(3_600 * SECOND);
    for (int i = 0; i < 40_000; i++) {
      if (numbered) {
        device.beatAfter(1.0 / 3_600);
      } else {
        device.beatUnnumberedAfter(1.0 / 3_600);
      }
    }
    assertThat(device.patience() * 3_600).isBetween(2.0, 4.0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRegularBeatTeachesTheSameEitherWay(boolean numbered) {
    long seed = 20_261_124;
    Random random = new Random(seed);
    FailureDetector detector = FailureDetector.adaptive();
    long[] quick = new long[4];
    long[] thorough = new long[4];
    detector.start(quick, 0, SECOND, 0);
    detector.start(thorough, 0, SECOND, 0);
    long now = 0;
    long sequence = 0;
    int regular = 0;
    for (int i = 0; i < 200_000; i++) {
      int missing = random.nextInt(50) == 0 ? random.nextInt(5) : 0;
      sequence += 1 + missing;
      now += (long) (SECOND * (missing + 1 + 0.1 * random.nextGaussian()));
      long number = numbered ? sequence : FailureDetector.NO_SEQUENCE;
      long[] before = quick.clone();
      if (RegularBeat.learn(before, 0, now - before[0], number)) {
        regular++;
      }
      detector.beat(quick, 0, now, number);
      AdaptiveDetector.takeIrregular(thorough, 0, now, number);
      assertThat(quick).as("seed %s, beat %s", seed, i).isEqualTo(thorough);
    }
    assertThat(regular).isBetween(150_000, 199_000);
  }

  @Test
  void takesThirtyTwoBytes() {
    assertThat(FailureDetector.adaptive().stateSize()).isEqualTo(4);
  }

  @Test
  void refusesBadInputByName() {
    assertThatThrownBy(() -> AdaptiveOptions.defaults().withMistakeProbability(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mistakeProbability");
    assertThatThrownBy(() -> AdaptiveOptions.defaults().withMistakeProbability(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> device(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(() -> AdaptiveOptions.defaults().withLongestDetection(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longestDetection");
  }
}
