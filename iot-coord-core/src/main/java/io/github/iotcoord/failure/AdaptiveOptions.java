package io.github.iotcoord.failure;

import java.time.Duration;

/**
 * What an adaptive detector aims at. Immutable; begin with {@link #defaults()}.
 *
 * @param mistakeProbability how rare mistakes must be: how probable it may be that a silence after
 *     which a living device is suspected was only lost and late beats; between 0 and 1, exclusive
 * @param longestDetection how long detection may take: after so much silence a device is suspected
 *     even if mistakes become more frequent than that
 */
public record AdaptiveOptions(double mistakeProbability, Duration longestDetection) {
  private static final Duration UNBOUNDED = Duration.ofDays(26_000);

  /**
   * Creates options.
   *
   * @param mistakeProbability how probable a mistake may be
   * @param longestDetection how long detection may take
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public AdaptiveOptions {
    if (!(mistakeProbability > 0 && mistakeProbability < 1)) {
      throw new IllegalArgumentException(
          "mistakeProbability must be between 0 and 1, was " + mistakeProbability);
    }
    Periods.require("longestDetection", longestDetection);
  }

  /**
   * Returns the default targets: at most two mistakes in a thousand silences, however long
   * detection takes.
   *
   * @return the defaults
   */
  public static AdaptiveOptions defaults() {
    return new AdaptiveOptions(2e-3, UNBOUNDED);
  }

  /**
   * Returns these options with another target for mistakes.
   *
   * @param newMistakeProbability how probable a mistake may be
   * @return the changed copy
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public AdaptiveOptions withMistakeProbability(double newMistakeProbability) {
    return new AdaptiveOptions(newMistakeProbability, longestDetection);
  }

  /**
   * Returns these options with another bound of the time of detection. Below about two periods of a
   * device every lost beat is a mistake.
   *
   * @param newLongestDetection how long detection may take
   * @return the changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public AdaptiveOptions withLongestDetection(Duration newLongestDetection) {
    return new AdaptiveOptions(mistakeProbability, newLongestDetection);
  }
}
