package io.github.iotcoord.failure;

import java.time.Duration;

/**
 * When the φ-accrual detector suspects, and what it remembers. Immutable.
 *
 * @param threshold the φ from which a device is suspected; positive
 * @param window of how many of the last gaps mean and deviation are taken; at least 2
 * @param minStdDeviation the least standard deviation that is assumed; positive
 * @param acceptablePause how much longer than the mean any gap may be; not negative
 */
public record PhiAccrualOptions(
    double threshold, int window, Duration minStdDeviation, Duration acceptablePause) {

  /**
   * Creates options.
   *
   * @param threshold the φ from which a device is suspected; positive
   * @param window of how many of the last gaps mean and deviation are taken; at least 2
   * @param minStdDeviation the least standard deviation that is assumed; positive
   * @param acceptablePause how much longer than the mean any gap may be; not negative
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PhiAccrualOptions {
    Require.positive("threshold", threshold);
    Require.window("window", window, 2);
    Periods.require("minStdDeviation", minStdDeviation);
    Periods.requireNotNegative("acceptablePause", acceptablePause);
  }

  /**
   * Returns the defaults: φ 8, a window of 1,000 gaps, at least 100 ms of deviation, and no pause.
   *
   * @return the defaults
   */
  public static PhiAccrualOptions defaults() {
    return new PhiAccrualOptions(8, 1000, Duration.ofMillis(100), Duration.ZERO);
  }

  /**
   * Returns these options with another threshold.
   *
   * @param threshold the φ from which a device is suspected; positive
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PhiAccrualOptions withThreshold(double threshold) {
    return new PhiAccrualOptions(threshold, window, minStdDeviation, acceptablePause);
  }

  /**
   * Returns these options with another window.
   *
   * @param window of how many of the last gaps mean and deviation are taken; at least 2
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PhiAccrualOptions withWindow(int window) {
    return new PhiAccrualOptions(threshold, window, minStdDeviation, acceptablePause);
  }

  /**
   * Returns these options with another minStdDeviation.
   *
   * @param minStdDeviation the least standard deviation that is assumed; positive
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PhiAccrualOptions withMinStdDeviation(Duration minStdDeviation) {
    return new PhiAccrualOptions(threshold, window, minStdDeviation, acceptablePause);
  }

  /**
   * Returns these options with another acceptablePause.
   *
   * @param acceptablePause how much longer than the mean any gap may be; not negative
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PhiAccrualOptions withAcceptablePause(Duration acceptablePause) {
    return new PhiAccrualOptions(threshold, window, minStdDeviation, acceptablePause);
  }
}
