package io.github.iotcoord.failure;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;
import static io.github.iotcoord.failure.FailureDetector.UNKNOWN_PERIOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every detector must do, whatever its formula. */
class FailureDetectorContractTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final long WEEK = 7 * 24 * 3_600 * SECOND;
  private static final List<Long> PERIODS = List.of(10 * MILLISECOND, SECOND, WEEK);

  /** A kind of detector, set up for a period, and what names it. */
  private record Kind(String name, LongFunction<FailureDetector> of) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Duration nanos(long nanos) {
    return Duration.ofNanos(nanos);
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("fixed", period -> FailureDetector.fixed(nanos(3 * period))),
        new Kind("fixedPeriods", period -> FailureDetector.fixedPeriods(3)),
        new Kind("adaptive", period -> FailureDetector.adaptive()),
        new Kind(
            "chen",
            period -> FailureDetector.chen(ChenOptions.defaults().withMargin(nanos(2 * period)))),
        new Kind("bertier", period -> FailureDetector.bertier(BertierOptions.defaults())),
        new Kind(
            "twoWindow",
            period ->
                FailureDetector.twoWindow(
                    TwoWindowOptions.defaults().withMargin(nanos(2 * period)))),
        new Kind(
            "phiAccrual",
            period ->
                FailureDetector.phiAccrual(
                    PhiAccrualOptions.defaults().withMinStdDeviation(nanos(period / 10)))));
  }

  static Stream<Kind> thatTakeUnknownPeriods() {
    return kinds();
  }

  static Stream<Kind> thatLearnUnknownPeriods() {
    return thatTakeUnknownPeriods().filter(kind -> !kind.name().equals("fixed"));
  }

  private static Simulated device(Kind kind, long period) {
    return new Simulated(kind.of().apply(period), period, 0);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void constantBeatsAreNeverCondemnedAndADeadDeviceSoonIs(Kind kind) {
    for (long period : PERIODS) {
      Simulated device = device(kind, period);
      device.regularBeats(5_000);
      assertThat(device.mistakes).isZero();
      assertThat(device.patience()).isBetween(1.0, 4.0);
      assertThat((double) device.detector.period(device.state, 0) / period)
          .isBetween(0.999_999, 1.000_001);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aMillionConstantBeatsChangeNothing(Kind kind) {
    Simulated device = device(kind, SECOND + 1);
    device.regularBeats(10_000);
    double before = device.patience();
    // The adaptive one waits a period more after some beats than after others.
    double more = kind.name().equals("adaptive") ? 1.1 : 0.001;
    device.regularBeats(1_000_000);
    assertThat(device.mistakes).isZero();
    assertThat(device.patience()).isBetween(before - more, before + more);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theClockMayOverflow(Kind kind) {
    FailureDetector detector = kind.of().apply(SECOND);
    Simulated device = new Simulated(detector, SECOND, Long.MAX_VALUE - 50 * SECOND);
    device.regularBeats(100);
    assertThat(device.now).isNegative();
    assertThat(device.mistakes).isZero();
    assertThat(device.patience()).isBetween(1.0, 4.0);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theStateIsWrittenOnlyInItsPlace(Kind kind) {
    FailureDetector detector = kind.of().apply(SECOND);
    int size = detector.stateSize();
    long[] state = new long[size + 6];
    Arrays.fill(state, 77);
    detector.start(state, 3, SECOND, 0);
    for (int i = 1; i < 3_000; i++) {
      detector.beat(state, 3, i * SECOND, i);
    }
    detector.sleep(state, 3, 4_000 * SECOND);
    assertThat(state).startsWith(77, 77, 77).endsWith(77, 77, 77);
  }

  @ParameterizedTest
  @MethodSource("thatTakeUnknownPeriods")
  void whatWasInTheArrayBeforeDoesNotMatter(Kind kind) {
    FailureDetector detector = kind.of().apply(SECOND);
    long[] clean = new long[detector.stateSize()];
    long[] dirty = new long[detector.stateSize()];
    Arrays.fill(dirty, 0x7ff8_1234_5678_9abcL);
    for (long[] state : List.of(clean, dirty)) {
      detector.start(state, 0, UNKNOWN_PERIOD, 0);
      for (int i = 1; i < 50; i++) {
        detector.beat(state, 0, i * SECOND, i);
      }
    }
    assertThat(detector.suspectAt(dirty, 0)).isEqualTo(detector.suspectAt(clean, 0));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aDeviceThatNeverBeatsIsSuspected(Kind kind) {
    for (long period : PERIODS) {
      Simulated device = device(kind, period);
      assertThat(device.patience()).isBetween(1.0, 6.0);
      assertThat(device.detector.silentSince(device.state, 0)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("thatLearnUnknownPeriods")
  void anUnknownPeriodIsLearnedAndNobodyIsSuspectedBefore(Kind kind) {
    for (long period : PERIODS) {
      Simulated device = new Simulated(kind.of().apply(period), UNKNOWN_PERIOD, 0);
      FailureDetector detector = device.detector;
      long twoYears = 104 * WEEK;
      assertThat(detector.period(device.state, 0)).isEqualTo(UNKNOWN_PERIOD);
      assertThat(detector.suspectAt(device.state, 0)).isGreaterThan(twoYears);
      detector.beat(device.state, 0, period, 1);
      assertThat(detector.suspectAt(device.state, 0)).isGreaterThan(twoYears);
      for (int i = 2; i < 100; i++) {
        detector.beat(device.state, 0, i * period, i);
      }
      assertThat((double) detector.period(device.state, 0) / period).isBetween(0.99, 1.01);
      double patience = detector.suspectAt(device.state, 0) - 99.0 * period;
      assertThat(patience / period).isBetween(1.0, 4.5);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void duplicatesAndLateComersAreSignsOfLifeThatTeachNothing(Kind kind) {
    Simulated device = device(kind, SECOND);
    device.regularBeats(100);
    long highest = device.sequence;
    double before = device.patience();
    // The adaptive one waits a period more after some beats than after others.
    double more = kind.name().equals("adaptive") ? 1.1 : 0.05;
    for (long late : new long[] {0, 1, 40, 3}) {
      device.beatAfter(0.01, highest - late);
      assertThat(device.detector.silentSince(device.state, 0)).isEqualTo(device.now);
      assertThat(device.patience()).isBetween(before - more, before + more);
    }
    device.beatAfter(0.96, highest + 1);
    device.beatAfter(1);
    assertThat(device.patience()).isBetween(before - more, before + more);
    assertThat(device.mistakes).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aBeatEndsASilenceHoweverLateAndWhateverItsNumber(Kind kind) {
    for (long number : new long[] {NO_SEQUENCE, 0, 95, 100, 101, 10_000, Long.MAX_VALUE, -1}) {
      Simulated device = device(kind, SECOND);
      device.regularBeats(100);
      device.beatAfter(10_000, number);
      assertThat(device.mistakes).isOne();
      assertThat(device.patience()).as("number %s", number).isBetween(0.001, 40.0);
      assertThat(device.detector.silentSince(device.state, 0)).isEqualTo(device.now);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anEarlierArrivalIsIgnored(Kind kind) {
    Simulated device = device(kind, SECOND);
    device.regularBeats(10);
    long suspectAt = device.detector.suspectAt(device.state, 0);
    device.detector.beat(device.state, 0, device.now - SECOND / 2, device.sequence + 1);
    device.detector.beat(device.state, 0, device.now - 50 * SECOND, device.sequence + 9);
    assertThat(device.detector.suspectAt(device.state, 0)).isEqualTo(suspectAt);
    assertThat(device.detector.silentSince(device.state, 0)).isEqualTo(device.now);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aHugeGapIsForgottenSoon(Kind kind) {
    for (boolean numbersWentOn : new boolean[] {true, false}) {
      Simulated device = device(kind, SECOND);
      device.regularBeats(2_000);
      double before = device.patience();
      device.sequence += numbersWentOn ? 9_999 : 0;
      device.beatAfter(10_000);
      device.regularBeats(300);
      assertThat(device.patience()).isBetween(before / 2, before + 1);
      assertThat(device.mistakes).isLessThan(4);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aRestartedCounterIsFollowed(Kind kind) {
    for (int before : new int[] {20, 5_000}) {
      Simulated device = device(kind, SECOND);
      device.regularBeats(before);
      device.beatAfter(20, 0);
      device.regularBeats(200);
      assertThat(device.mistakes).as("after %s beats", before).isOne();
      assertThat(device.patience()).isBetween(1.0, 4.0);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void withoutNumbersItDoesAsWell(Kind kind) {
    Simulated device = device(kind, SECOND);
    Random random = new Random(11);
    double gap = 0;
    for (int i = 0; i < 5_000; i++) {
      gap++;
      if (random.nextDouble() >= 0.02) {
        device.beatUnnumberedAfter(gap);
        gap = 0;
      }
    }
    assertThat(device.mistakes).isLessThan(150);
    assertThat(device.patience()).isBetween(1.0, 6.0);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void silenceCountsFromTheEndOfASleep(Kind kind) {
    Simulated device = device(kind, SECOND);
    FailureDetector detector = device.detector;
    device.regularBeats(100);
    double before = device.patience();
    long wakeUp = device.now + 500 * SECOND;
    detector.sleep(device.state, 0, device.now + 9_000 * SECOND);
    detector.sleep(device.state, 0, wakeUp);
    assertThat(detector.silentSince(device.state, 0)).isEqualTo(wakeUp);
    device.beatAfter(20);
    assertThat(detector.silentSince(device.state, 0)).isEqualTo(wakeUp);
    assertThat((double) (detector.suspectAt(device.state, 0) - wakeUp) / SECOND)
        .isBetween(before - 1, before + 1);
    device.beatAfter(480.5);
    assertThat(detector.silentSince(device.state, 0)).isEqualTo(device.now);
    device.regularBeats(3);
    assertThat(device.mistakes).isZero();
    assertThat(device.patience()).isBetween(before - 0.1, before + 0.1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aSleepThatIsOverEndsIt(Kind kind) {
    Simulated device = device(kind, SECOND);
    device.regularBeats(100);
    device.detector.sleep(device.state, 0, device.now + 500 * SECOND);
    device.detector.sleep(device.state, 0, device.now);
    assertThat(device.detector.silentSince(device.state, 0)).isEqualTo(device.now);
    assertThat(device.patience()).isBetween(1.0, 6.0);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void staysInBoundsWhateverArrives(Kind kind) {
    long seed = 20_261_124;
    Random random = new Random(seed);
    Simulated device = device(kind, SECOND);
    for (int i = 0; i < 300_000; i++) {
      double gap = Math.exp(random.nextGaussian() * 6);
      long number =
          switch (random.nextInt(8)) {
            case 0 -> NO_SEQUENCE;
            case 1 -> random.nextLong();
            case 2 -> device.sequence - random.nextInt(200);
            default -> device.sequence + 1 + random.nextInt(3);
          };
      if (random.nextInt(1_000) == 0) {
        device.detector.sleep(device.state, 0, device.now + (long) (gap * SECOND));
      }
      device.beatAfter(Math.min(gap, 1e5), number);
      long silentSince = device.detector.silentSince(device.state, 0);
      assertThat(device.detector.suspectAt(device.state, 0) - silentSince)
          .as("seed %s, beat %s", seed, i)
          .isBetween(1L, Periods.LONGEST);
      assertThat(device.detector.period(device.state, 0)).isBetween(1L, Periods.LONGEST);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void oneOfTheSameKindAndSettingsIsEqual(Kind kind) {
    FailureDetector detector = kind.of().apply(SECOND);
    assertThat(detector)
        .isEqualTo(kind.of().apply(SECOND))
        .hasSameHashCodeAs(kind.of().apply(SECOND));
    kinds()
        .filter(other -> !other.name().equals(kind.name()))
        .forEach(other -> assertThat(detector).isNotEqualTo(other.of().apply(SECOND)));
    assertThat(detector.toString()).startsWith(kind.name() + "(");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aNegativePeriodIsRefused(Kind kind) {
    FailureDetector detector = kind.of().apply(SECOND);
    long[] state = new long[detector.stateSize()];
    assertThatThrownBy(() -> detector.start(state, 0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
  }
}
