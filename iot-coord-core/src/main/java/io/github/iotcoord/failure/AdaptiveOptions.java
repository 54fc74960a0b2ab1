package io.github.iotcoord.failure;

/**
 * What an adaptive detector aims at. Immutable.
 *
 * @param mistakeProbability how probable it may be that a silence after which a living device is
 *     suspected is only lost beats; between 0 and 1, exclusive
 */
public record AdaptiveOptions(double mistakeProbability) {

  /**
   * Creates options.
   *
   * @param mistakeProbability how probable a mistake may be
   * @throws IllegalArgumentException if a value is out of its range
   */
  public AdaptiveOptions {
    if (!(mistakeProbability > 0 && mistakeProbability < 1)) {
      throw new IllegalArgumentException(
          "mistakeProbability must be between 0 and 1, was " + mistakeProbability);
    }
  }

  /**
   * Returns the default targets: one mistake in ten thousand silences.
   *
   * @return the defaults
   */
  public static AdaptiveOptions defaults() {
    return new AdaptiveOptions(1e-4);
  }

  /**
   * Returns these options with another target.
   *
   * @param mistakeProbability how probable a mistake may be
   * @return the changed copy
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public AdaptiveOptions withMistakeProbability(double mistakeProbability) {
    return new AdaptiveOptions(mistakeProbability);
  }
}
