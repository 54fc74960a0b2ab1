package io.github.iotcoord.analysis;

import java.util.Arrays;

/** The newest values of a series, and how far others are from them. Not thread-safe. */
final class Baseline {
  private static final double TO_SIGMA = 1.4826;
  private static final double MEAN_TO_SIGMA = 1.2533;
  private static final double MOST = 1e6;

  private final int capacity;
  private final double smallest;
  private double[] ring = {};
  private int size;
  private int next;
  private double center;
  private double scale;

  /**
   * @param smallest the least that counts as one standard deviation
   */
  Baseline(int capacity, double smallest) {
    this.capacity = capacity;
    this.smallest = smallest;
  }

  int size() {
    return size;
  }

  void add(double value) {
    if (size < capacity && size == ring.length) {
      ring = Arrays.copyOf(ring, Math.min(capacity, Math.max(16, size * 2)));
    }
    ring[next] = value;
    next = (next + 1) % capacity;
    size = Math.min(size + 1, capacity);
    center = median(Arrays.copyOf(ring, size));
    double[] distances = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      distances[i] = Math.abs(ring[i] - center);
      sum += distances[i] / size;
    }
    double spread = TO_SIGMA * median(distances);
    // Infinite by infinite would be no number.
    scale =
        Math.min(Double.MAX_VALUE, Math.max(smallest, spread > 0 ? spread : MEAN_TO_SIGMA * sum));
  }

  /** The distance from the median, in robust standard deviations. */
  double deviation(double value) {
    double distance = Math.abs(value - center);
    return distance == 0 ? 0 : Math.min(MOST, distance / scale);
  }

  private static double median(double[] some) {
    Arrays.sort(some);
    int middle = some.length / 2;
    return some.length % 2 == 1 ? some[middle] : some[middle - 1] / 2 + some[middle] / 2;
  }
}
