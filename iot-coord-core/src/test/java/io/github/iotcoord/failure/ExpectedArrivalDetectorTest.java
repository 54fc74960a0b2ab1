package io.github.iotcoord.failure;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Chen's expected arrival and what stands on it, against the definitions computed plainly. */
class ExpectedArrivalDetectorTest {
  private static final long SECOND = 1_000_000_000;
  private static final Duration MARGIN = Duration.ofMillis(300);
  private static final double NANOSECONDS = 50;

  /** All beats, and the definitions over the last ones of them. */
  private static final class Definition {
    private final List<long[]> beats = new ArrayList<>();
    private double period = SECOND;

    void beat(long arrival, long number) {
      beats.add(new long[] {arrival, number});
    }

    long[] last(int i) {
      return beats.get(beats.size() - 1 - i);
    }

    /** EA of a number by a window: (1/n) Σ (A - η s) + η number. */
    double expected(int window, long number) {
      int n = Math.min(window, beats.size());
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += last(i)[0] - period * last(i)[1];
      }
      return sum / n + period * number;
    }

    /** The slope between the means of the older and the newer half of the last n beats. */
    double slope(int n) {
      double arrivals = 0;
      double numbers = 0;
      for (int i = 0; i < n; i++) {
        int sign = i < n / 2 ? 1 : -1;
        arrivals += sign * last(i)[0];
        numbers += sign * last(i)[1];
      }
      return arrivals / numbers;
    }
  }

  private static Simulated device(FailureDetector detector) {
    return new Simulated(detector, SECOND, 0);
  }

  private static long suspectAt(Simulated device) {
    return device.detector.suspectAt(device.state, 0);
  }

  @Test
  void chenSuspectsAMarginAfterTheExpectedArrival() {
    Simulated device = device(FailureDetector.chen(new ChenOptions(4, MARGIN)));
    // η = 1: A - η s is 0.1, -0.1, 0.2: the fourth beat is expected at 4 + 0.2/3.
    for (double[] beat : new double[][] {{1.1, 1}, {1.9, 2}, {3.2, 3}}) {
      device.detector.beat(device.state, 0, (long) (beat[0] * SECOND), (long) beat[1]);
    }
    assertThat((double) suspectAt(device) / SECOND).isCloseTo(4 + 0.2 / 3 + 0.3, within(1e-6));
  }

  @Test
  void chenFollowsTheDefinitionWithLossesAndALearnedPeriod() {
    int window = 16;
    Simulated device = device(FailureDetector.chen(new ChenOptions(window, MARGIN)));
    Definition definition = new Definition();
    Random random = new Random(3);
    double sent = 0;
    for (int i = 1; i <= 1_000; i++) {
      int steps = random.nextInt(10) == 0 ? 2 : 1;
      sent += 1.001 * steps;
      double arrival = sent + 0.1 * random.nextDouble();
      device.beatAfter(arrival - (double) device.now / SECOND, device.sequence + steps);
      definition.beat(device.now, device.sequence);
      if (i % window == 0) {
        definition.period = Math.round(definition.slope(window));
      }
      double expected = definition.expected(window, device.sequence + 1);
      assertThat((double) suspectAt(device))
          .isCloseTo(expected + MARGIN.toNanos(), within(NANOSECONDS));
    }
    assertThat((double) device.detector.period(device.state, 0) / SECOND)
        .isCloseTo(1.001, within(0.02));
  }

  @Test
  void withoutNumbersWholePeriodsAreCounted() {
    Simulated numbered = device(FailureDetector.chen(new ChenOptions(32, MARGIN)));
    Simulated unnumbered = device(FailureDetector.chen(new ChenOptions(32, MARGIN)));
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      int steps = random.nextInt(5) == 0 ? 2 : 1;
      double gap = steps + 0.1 * (random.nextDouble() - 0.5);
      numbered.beatAfter(gap, numbered.sequence + steps);
      unnumbered.beatUnnumberedAfter(gap);
    }
    assertThat(unnumbered.detector.suspectAt(unnumbered.state, 0)).isEqualTo(suspectAt(numbered));
  }

  @Test
  void beatsWithoutNumbersBetweenNumberedOnesStandForTheirs() {
    Simulated plain = device(FailureDetector.chen(new ChenOptions(32, MARGIN)));
    Simulated mixed = device(FailureDetector.chen(new ChenOptions(32, MARGIN)));
    for (int i = 1; i <= 100; i++) {
      plain.beatAfter(1, i);
      mixed.beatAfter(1, i % 7 == 0 ? NO_SEQUENCE : i);
      // One right after the other is a second one of the same.
      plain.beatAfter(0.001, i);
      mixed.beatAfter(0.001, i % 5 == 0 ? NO_SEQUENCE : i);
      assertThat(suspectAt(mixed)).as("beat %s", i).isEqualTo(suspectAt(plain));
    }
  }

  @Test
  void theLaterOfTwoWindowsCounts() {
    TwoWindowOptions options = new TwoWindowOptions(1, 8, MARGIN);
    Simulated device = device(FailureDetector.twoWindow(options));
    Definition definition = new Definition();
    Random random = new Random(4);
    for (int i = 1; i <= 200; i++) {
      device.beatAfter(0.9 + 0.2 * random.nextDouble());
      definition.beat(device.now, device.sequence);
      if (i % 8 == 0) {
        definition.period = Math.round(definition.slope(8));
      }
      long next = device.sequence + 1;
      double expected = Math.max(definition.expected(1, next), definition.expected(8, next));
      assertThat((double) suspectAt(device))
          .isCloseTo(expected + MARGIN.toNanos(), within(NANOSECONDS));
    }
  }

  @Test
  void bertiersMarginFollowsTheErrors() {
    BertierOptions options = new BertierOptions(64, 1, 4, 0.1);
    Simulated device = device(FailureDetector.bertier(options));
    Definition definition = new Definition();
    Random random = new Random(6);
    double delay = 0;
    double deviation = SECOND / 2.0;
    // Fewer beats than teach a period.
    for (int i = 1; i <= 15; i++) {
      device.beatAfter(0.8 + 0.4 * random.nextDouble());
      if (i > 1) {
        double error = device.now - definition.expected(64, i) - delay;
        delay += 0.1 * error;
        deviation += 0.1 * (Math.abs(error) - deviation);
      }
      definition.beat(device.now, device.sequence);
      double expected = definition.expected(64, i + 1) + delay + 4 * deviation;
      assertThat((double) suspectAt(device)).isCloseTo(expected, within(NANOSECONDS));
    }
  }

  @Test
  void anotherPeriodIsLearnedAfterAFewMistakes() {
    for (double factor : new double[] {0.02, 0.5, 2, 5, 10, 1_000}) {
      for (boolean numbered : new boolean[] {true, false}) {
        if (numbered || factor > 1) {
          Simulated device = device(FailureDetector.chen(new ChenOptions(32, MARGIN)));
          for (int i = 0; i < 300; i++) {
            device.beatAfter(factor, numbered ? device.sequence + 1 : NO_SEQUENCE);
          }
          assertThat(device.mistakes).as("factor %s", factor).isLessThan(20);
          assertThat((double) device.detector.period(device.state, 0) / SECOND)
              .isCloseTo(factor, within(0.001 * factor));
        }
      }
    }
  }

  @Test
  void refusesBadOptionsByName() {
    refused("window", () -> new ChenOptions(1, MARGIN));
    refused("margin", () -> ChenOptions.defaults().withMargin(Duration.ZERO));
    refused("shortWindow", () -> TwoWindowOptions.defaults().withShortWindow(0));
    refused("longWindow", () -> new TwoWindowOptions(50, 49, MARGIN));
    refused("margin", () -> TwoWindowOptions.defaults().withMargin(Duration.ofNanos(-1)));
    refused("window", () -> BertierOptions.defaults().withWindow(1_000_000_000));
    refused("beta", () -> BertierOptions.defaults().withBeta(-1));
    refused("phi", () -> BertierOptions.defaults().withPhi(Double.NaN));
    refused("gamma", () -> BertierOptions.defaults().withGamma(0));
  }

  private static void refused(
      String name, org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    assertThatThrownBy(c)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " ");
  }
}
