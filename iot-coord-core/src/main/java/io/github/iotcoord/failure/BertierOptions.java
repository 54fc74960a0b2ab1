package io.github.iotcoord.failure;

/**
 * How the detector of Bertier, Marin and Sens weighs what it learns. Immutable.
 *
 * @param window of how many of the last beats the next arrival is estimated; at least 2
 * @param beta how many times the mean lateness is added to the margin; not negative
 * @param phi how many times the mean deviation of the lateness is added to the margin; not negative
 * @param gamma how much the newest lateness weighs in both means; above 0 and at most 1
 */
public record BertierOptions(int window, double beta, double phi, double gamma) {

  /**
   * Creates options.
   *
   * @param window of how many of the last beats the next arrival is estimated; at least 2
   * @param beta how many times the mean lateness is added to the margin; not negative
   * @param phi how many times the mean deviation of the lateness is added to the margin; not
   *     negative
   * @param gamma how much the newest lateness weighs in both means; above 0 and at most 1
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BertierOptions {
    Require.window("window", window, 2);
    Require.notNegative("beta", beta);
    Require.notNegative("phi", phi);
    if (!(gamma > 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma must be above 0 and at most 1, was " + gamma);
    }
  }

  /**
   * Returns the defaults: a window of 1,000 beats, beta 1, phi 4 and gamma 0.1.
   *
   * @return the defaults
   */
  public static BertierOptions defaults() {
    return new BertierOptions(1000, 1, 4, 0.1);
  }

  /**
   * Returns these options with another window.
   *
   * @param window of how many of the last beats the next arrival is estimated; at least 2
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public BertierOptions withWindow(int window) {
    return new BertierOptions(window, beta, phi, gamma);
  }

  /**
   * Returns these options with another beta.
   *
   * @param beta how many times the mean lateness is added to the margin; not negative
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public BertierOptions withBeta(double beta) {
    return new BertierOptions(window, beta, phi, gamma);
  }

  /**
   * Returns these options with another phi.
   *
   * @param phi how many times the mean deviation of the lateness is added to the margin; not
   *     negative
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public BertierOptions withPhi(double phi) {
    return new BertierOptions(window, beta, phi, gamma);
  }

  /**
   * Returns these options with another gamma.
   *
   * @param gamma how much the newest lateness weighs in both means; above 0 and at most 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public BertierOptions withGamma(double gamma) {
    return new BertierOptions(window, beta, phi, gamma);
  }
}
