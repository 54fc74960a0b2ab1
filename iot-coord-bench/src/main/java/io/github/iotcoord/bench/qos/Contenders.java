package io.github.iotcoord.bench.qos;

import io.github.iotcoord.failure.AdaptiveOptions;
import io.github.iotcoord.failure.BertierOptions;
import io.github.iotcoord.failure.ChenOptions;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.failure.PhiAccrualOptions;
import io.github.iotcoord.failure.TwoWindowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The detectors and what of each is swept. Margins and pauses are in declared periods. */
final class Contenders {
  static final String ADAPTIVE = "adaptive";
  static final String FIXED = "fixed";
  static final double THREE_PERIODS = 3;

  private static final double[] TIMEOUTS = {
    1.05,
    1.1,
    1.2,
    1.3,
    1.5,
    1.75,
    2,
    2.1,
    2.25,
    2.5,
    2.75,
    THREE_PERIODS,
    3.25,
    3.5,
    4,
    4.5,
    5,
    6,
    7,
    8,
    10,
    12,
    16
  };
  private static final double[] MARGINS = {
    0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.1, 1.25, 1.5, 2, 2.25, 2.5, 3, 4, 5, 6, 7, 8, 10, 12, 15
  };
  private static final double[] DEVIATIONS = {
    0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100, 150, 200, 300, 400
  };
  private static final double[] THRESHOLDS = {
    0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32, 48, 64, 100, 150, 200, 300
  };
  private static final double[] PAUSES = {0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
  private static final double PAUSED_THRESHOLD = 8;

  private static final double LEAST_DEVIATION = 0.1;

  private Contenders() {}

  static List<Contender> all() {
    List<Contender> all = new ArrayList<>();
    for (double probability : probabilities()) {
      AdaptiveOptions options = AdaptiveOptions.defaults().withMistakeProbability(probability);
      all.add(own(ADAPTIVE, probability, period -> FailureDetector.adaptive(options)));
    }
    for (double timeout : TIMEOUTS) {
      all.add(own(FIXED, timeout, period -> FailureDetector.fixedPeriods(timeout)));
    }
    for (double margin : MARGINS) {
      for (int window : new int[] {32, 1_000}) {
        all.add(
            own(
                "chen-" + window,
                margin,
                period -> FailureDetector.chen(new ChenOptions(window, periods(margin, period)))));
      }
      all.add(
          own(
              "two-window",
              margin,
              period ->
                  FailureDetector.twoWindow(
                      TwoWindowOptions.defaults().withMargin(periods(margin, period)))));
    }
    for (double phi : DEVIATIONS) {
      BertierOptions options = BertierOptions.defaults().withPhi(phi);
      all.add(own("bertier", phi, period -> FailureDetector.bertier(options)));
    }
    for (double threshold : THRESHOLDS) {
      all.add(
          own(
              "phi-accrual",
              threshold,
              period ->
                  FailureDetector.phiAccrual(
                      PhiAccrualOptions.defaults()
                          .withThreshold(threshold)
                          .withMinStdDeviation(periods(LEAST_DEVIATION, period)))));
      all.add(
          new Contender("pekko", threshold, (period, now) -> new PekkoJudge(threshold, 0, period)));
    }
    for (double pause : PAUSES) {
      all.add(
          new Contender(
              "pekko-pause",
              pause,
              (period, now) -> new PekkoJudge(PAUSED_THRESHOLD, pause, period)));
    }
    return all;
  }

  /** From nearly 1 to 1e-12: dense where the others are, below four periods. */
  private static List<Double> probabilities() {
    List<Double> probabilities = new ArrayList<>();
    for (int step = 80; step >= 1; step--) {
      probabilities.add(1 - Math.pow(10, -step / 20.0));
    }
    for (int step = 40; step <= 200; step++) {
      probabilities.add(Math.pow(10, -step / 40.0));
    }
    for (int step = 26; step <= 60; step++) {
      probabilities.add(Math.pow(10, -step / 5.0));
    }
    return probabilities;
  }

  private static Contender own(
      String name, double parameter, LongFunction<FailureDetector> detector) {
    return new Contender(
        name, parameter, (period, now) -> new OwnJudge(detector.apply(period), period, now));
  }

  private static Duration periods(double periods, long period) {
    return Duration.ofNanos(Math.max(1, Math.round(periods * period)));
  }
}
