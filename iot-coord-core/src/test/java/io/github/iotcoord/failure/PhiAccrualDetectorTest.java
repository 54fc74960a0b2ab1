package io.github.iotcoord.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhiAccrualDetectorTest {
  private static final long SECOND = 1_000_000_000;

  private static PhiAccrualOptions options(double threshold, int window) {
    return new PhiAccrualOptions(threshold, window, Duration.ofNanos(1), Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"1, 1.2815515655", "2, 2.3263478740", "3, 3.0902323062", "8, 5.6120012442"})
  void theDeviationsAreTheQuantilesOfTheNormalDistribution(double phi, double deviations) {
    assertThat(NormalTail.deviations(phi)).isCloseTo(deviations, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.31, 0.5, 1, 2.8, 2.9, 3, 8, 16, 100, 300, 5_000, 1e6})
  void theTailIsThatOfTheIntegral(double phi) {
    double y = NormalTail.deviations(phi);
    // The tail is the density at y times the integral of exp(-y u - u²/2) over u > 0: by Simpson.
    int steps = 20_000;
    double width = 12 / (1 + y) / steps * 4;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double u = i * width;
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-y * u - u * u / 2);
    }
    double logTail = -y * y / 2 - Math.log(2 * Math.PI) / 2 + Math.log(sum * width / 3);
    assertThat(-logTail / Math.log(10)).isCloseTo(phi, within(1e-9 * phi));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-300, 1e-20, 1e-3, 0.3, 1e12, 1e300})
  void noThresholdIsTooSmallOrTooGreat(double phi) {
    assertThat(NormalTail.deviations(phi)).isFinite();
    Simulated device = new Simulated(FailureDetector.phiAccrual(options(phi, 10)), SECOND, 0);
    device.regularBeats(100);
    assertThat(device.patience()).isPositive();
  }

  @Test
  void aSmallThresholdLiesBeforeTheMean() {
    assertThat(NormalTail.deviations(-Math.log10(0.9))).isCloseTo(-1.2815515655, within(1e-9));
    assertThat(NormalTail.deviations(-Math.log10(0.999))).isCloseTo(-3.0902323062, within(1e-9));
  }

  @Test
  void phiReachesTheThresholdAtTheSuspicion() {
    int window = 50;
    double threshold = 5;
    Simulated device =
        new Simulated(FailureDetector.phiAccrual(options(threshold, window)), SECOND, 0);
    // A window begins with a quarter of the period less and more.
    List<Double> gaps = new ArrayList<>(List.of(0.75, 1.25));
    Random random = new Random(8);
    device.beatAfter(1);
    for (int i = 0; i < 1_000; i++) {
      double gap = 0.5 + random.nextDouble();
      device.beatAfter(gap);
      gaps.add(gap);
      List<Double> last = gaps.subList(Math.max(0, gaps.size() - window), gaps.size());
      double mean = last.stream().mapToDouble(g -> g).average().orElseThrow();
      double variance =
          last.stream().mapToDouble(g -> (g - mean) * (g - mean)).average().orElseThrow();
      double y = (device.patience() - mean) / Math.sqrt(variance);
      assertThat(NormalTail.phi(y)).as("beat %s", i).isCloseTo(threshold, within(1e-5));
    }
  }

  @Test
  void theLeastDeviationAndThePauseAreAdded() {
    PhiAccrualOptions options =
        new PhiAccrualOptions(3, 100, Duration.ofMillis(200), Duration.ofSeconds(5));
    Simulated device = new Simulated(FailureDetector.phiAccrual(options), SECOND, 0);
    device.regularBeats(1_000);
    assertThat(device.patience()).isCloseTo(1 + 5 + 3.0902323 * 0.2, within(1e-6));
  }

  @Test
  void sumsDoNotDriftNorLoseTheirDigits() {
    long week = 7 * 24 * 3_600 * SECOND;
    PhiAccrualOptions options =
        new PhiAccrualOptions(3, 1_000, Duration.ofMillis(1), Duration.ZERO);
    Simulated device = new Simulated(FailureDetector.phiAccrual(options), week, 0);
    for (int i = 0; i < 5_000; i++) {
      device.beatAfter(1, i);
    }
    double patience = (device.patience() - 1) * week;
    assertThat(patience).isCloseTo(3.0902323 * 1e6, within(1e3));
  }

  @Test
  void aSlowerDeviceIsLearnedWithItsSecondGap() {
    Simulated device = new Simulated(FailureDetector.phiAccrual(options(8, 1_000)), SECOND, 0);
    device.regularBeats(2_000);
    for (int i = 0; i < 50; i++) {
      device.beatAfter(100);
    }
    assertThat(device.mistakes).isEqualTo(2);
    assertThat(device.patience()).isBetween(100.0, 300.0);
  }

  @Test
  void refusesBadOptionsByName() {
    PhiAccrualOptions defaults = PhiAccrualOptions.defaults();
    refused("threshold", () -> defaults.withThreshold(0));
    refused("threshold", () -> defaults.withThreshold(Double.POSITIVE_INFINITY));
    refused("window", () -> defaults.withWindow(1));
    refused("minStdDeviation", () -> defaults.withMinStdDeviation(Duration.ZERO));
    refused("acceptablePause", () -> defaults.withAcceptablePause(Duration.ofSeconds(-1)));
    assertThat(defaults.withAcceptablePause(Duration.ZERO)).isEqualTo(defaults);
  }

  private static void refused(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " ");
  }
}
