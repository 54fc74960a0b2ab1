package io.github.iotcoord.failure;

import java.time.Duration;

/**
 * How long the detector of Chen, Toueg and Aguilera remembers and waits. Immutable.
 *
 * @param window of how many of the last beats the next arrival is estimated; at least 2
 * @param margin how long after the expected arrival a device is suspected; positive
 */
public record ChenOptions(int window, Duration margin) {

  /**
   * Creates options.
   *
   * @param window of how many of the last beats the next arrival is estimated; at least 2
   * @param margin how long after the expected arrival a device is suspected; positive
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ChenOptions {
    Require.window("window", window, 2);
    Periods.require("margin", margin);
  }

  /**
   * Returns the defaults: a window of 32 beats, and a margin of a second.
   *
   * @return the defaults
   */
  public static ChenOptions defaults() {
    return new ChenOptions(32, Duration.ofSeconds(1));
  }

  /**
   * Returns these options with another window.
   *
   * @param window of how many of the last beats the next arrival is estimated; at least 2
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public ChenOptions withWindow(int window) {
    return new ChenOptions(window, margin);
  }

  /**
   * Returns these options with another margin.
   *
   * @param margin how long after the expected arrival a device is suspected; positive
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public ChenOptions withMargin(Duration margin) {
    return new ChenOptions(window, margin);
  }
}
