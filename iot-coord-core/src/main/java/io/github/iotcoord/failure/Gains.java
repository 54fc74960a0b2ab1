package io.github.iotcoord.failure;

/**
 * How much of what a beat tells goes into what was known: much at first, and less the more beats
 * were learned from, down to a constant part. In tables, because a beat is taken more often than
 * anything else happens.
 */
final class Gains {
  /** After so many beats the gains stay the same. */
  static final int BEATS = 512;

  /** The gains of the schedule do not fall below those of a fit over so many beats. */
  static final int SCHEDULE_BEATS = 127;

  private static final double LEAST_ALPHA = 1.0 / 32;
  private static final double LEAST_BETA = LEAST_ALPHA * LEAST_ALPHA / (2 - LEAST_ALPHA);
  private static final int JITTER_BEATS = 128;

  /** The weight of what is known of the losses beforehand. */
  private static final int FIRST_LOSS_BEATS = 60;

  private static final double[] JITTER = new double[BEATS + 1];
  private static final double[] LOSS = new double[BEATS + 1];
  private static final double[] ALPHA = new double[SCHEDULE_BEATS + 1];
  private static final double[] BETA = new double[SCHEDULE_BEATS + 1];

  static {
    for (int n = 0; n <= BEATS; n++) {
      JITTER[n] = 1.0 / Math.max(1, Math.min(n, JITTER_BEATS));
      LOSS[n] = 1.0 / Math.min(FIRST_LOSS_BEATS + n, BEATS);
    }
    for (int n = 1; n <= SCHEDULE_BEATS; n++) {
      double fit = n * (n + 1.0);
      ALPHA[n] = Math.min(1, Math.max(LEAST_ALPHA, 2 * (2 * n - 1) / fit));
      BETA[n] = Math.min(0.5, Math.max(LEAST_BETA, 6 / fit));
    }
  }

  private Gains() {}

  /** Of a deviation, after so many beats. */
  static double jitter(int beats) {
    return JITTER[beats];
  }

  /** Of whether losses began, after so many beats. */
  static double loss(int beats) {
    return LOSS[beats];
  }

  /** Of an error of the schedule, for its place. */
  static double alpha(int beats) {
    return ALPHA[beats];
  }

  /** Of an error of the schedule, for its period. */
  static double beta(int beats) {
    return BETA[beats];
  }
}
