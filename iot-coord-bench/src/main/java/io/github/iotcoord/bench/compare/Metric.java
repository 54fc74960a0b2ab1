package io.github.iotcoord.bench.compare;

/**
 * What is measured.
 *
 * @param name its name, such as {@code time}
 * @param unit what it is counted in
 * @param better which of two figures is the better one
 */
public record Metric(String name, String unit, Better better) {

  /** Which of two figures is the better one. */
  public enum Better {
    /** Times, and what something costs. */
    LOWER,
    /** Rates. */
    HIGHER
  }

  /** How many times better ours is: above 1 if it is better, below if it is worse. */
  public double ratio(double ours, double peer) {
    return better == Better.LOWER ? peer / ours : ours / peer;
  }
}
