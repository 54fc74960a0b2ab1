package io.github.iotcoord.failure;

import static io.github.iotcoord.failure.FailureDetector.UNKNOWN_PERIOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPeriodsDetectorTest {
  private static final long SECOND = 1_000_000_000;

  private final FailureDetector detector = FailureDetector.fixedPeriods(2.5);
  private final long[] state = new long[detector.stateSize()];

  @Test
  void theDeclaredPeriodCountsWhateverArrives() {
    Simulated device = new Simulated(detector, SECOND, 0);
    assertThat(device.patience()).isEqualTo(2.5);
    for (int i = 0; i < 100; i++) {
      device.beatAfter(0.1);
    }
    assertThat(device.patience()).isEqualTo(2.5);
    assertThat(detector.period(device.state, 0)).isEqualTo(SECOND);
  }

  @Test
  void ofTheFirstGapsTheLongestIsThePeriod() {
    detector.start(state, 0, UNKNOWN_PERIOD, 0);
    detector.beat(state, 0, 100 * SECOND, 7);
    // Held up, and two periods for two numbers.
    detector.beat(state, 0, 100 * SECOND, 8);
    detector.beat(state, 0, 120 * SECOND, 10);
    assertThat(detector.period(state, 0)).isEqualTo(10 * SECOND);
    detector.sleep(state, 0, 500 * SECOND);
    detector.beat(state, 0, 505 * SECOND, 11);
    detector.beat(state, 0, 516 * SECOND, 12);
    detector.beat(state, 0, 526 * SECOND, 13);
    assertThat(detector.period(state, 0)).isEqualTo(11 * SECOND);
    detector.beat(state, 0, 626 * SECOND, 14);
    assertThat(detector.period(state, 0)).isEqualTo(11 * SECOND);
    assertThat(detector.suspectAt(state, 0)).isEqualTo(626 * SECOND + 27_500_000_000L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesPeriodsThatAreNone(double periods) {
    assertThatThrownBy(() -> FailureDetector.fixedPeriods(periods))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("periods ");
  }
}
