package io.github.iotcoord.bench.compare;

import java.util.Collection;

/**
 * The figures of several rounds.
 *
 * @param min the lowest
 * @param median the one in the middle, or the mean of the two in the middle
 * @param max the highest
 * @param rounds how many there are
 */
record Samples(double min, double median, double max, int rounds) {

  static Samples of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Samples(sorted[0], median, sorted[sorted.length - 1], sorted.length);
  }
}
