package io.github.iotcoord.failure;

import java.time.Duration;

/**
 * How long the two-window detector remembers and waits. Immutable.
 *
 * @param shortWindow of how many of the last beats the quick estimate is made; at least 1
 * @param longWindow of how many of the last beats the steady estimate is made; at least 2, and at
 *     least the short window
 * @param margin how long after the later of the two a device is suspected; positive
 */
public record TwoWindowOptions(int shortWindow, int longWindow, Duration margin) {

  /**
   * Creates options.
   *
   * @param shortWindow of how many of the last beats the quick estimate is made; at least 1
   * @param longWindow of how many of the last beats the steady estimate is made; at least 2, and at
   *     least the short window
   * @param margin how long after the later of the two a device is suspected; positive
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TwoWindowOptions {
    Require.window("shortWindow", shortWindow, 1);
    Require.window("longWindow", longWindow, Math.max(2, shortWindow));
    Periods.require("margin", margin);
  }

  /**
   * Returns the defaults: windows of 1 and 1,000 beats, and a margin of a second.
   *
   * @return the defaults
   */
  public static TwoWindowOptions defaults() {
    return new TwoWindowOptions(1, 1000, Duration.ofSeconds(1));
  }

  /**
   * Returns these options with another shortWindow.
   *
   * @param shortWindow of how many of the last beats the quick estimate is made; at least 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public TwoWindowOptions withShortWindow(int shortWindow) {
    return new TwoWindowOptions(shortWindow, longWindow, margin);
  }

  /**
   * Returns these options with another longWindow.
   *
   * @param longWindow of how many of the last beats the steady estimate is made; at least 2, and at
   *     least the short window
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public TwoWindowOptions withLongWindow(int longWindow) {
    return new TwoWindowOptions(shortWindow, longWindow, margin);
  }

  /**
   * Returns these options with another margin.
   *
   * @param margin how long after the later of the two a device is suspected; positive
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public TwoWindowOptions withMargin(Duration margin) {
    return new TwoWindowOptions(shortWindow, longWindow, margin);
  }
}
