package io.github.iotcoord.failure;

/** Checks numbers that detectors are set to. */
final class Require {
  /** More beats than that are no window but a history: two longs each are kept for each device. */
  private static final int WIDEST = 100_000;

  private Require() {}

  static double positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " must be positive, was " + value);
    }
    return value;
  }

  static double notNegative(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " must not be negative, was " + value);
    }
    return value;
  }

  static int window(String what, int beats, int least) {
    if (beats < least || beats > WIDEST) {
      throw new IllegalArgumentException(
          what + " must be between " + least + " and " + WIDEST + " beats, was " + beats);
    }
    return beats;
  }
}
