package io.github.iotcoord.internal.registry.select;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks in proportion to weights, by Vose's alias method: two random numbers, whatever the size.
 */
final class AliasPicker implements Picker {
  private final double[] keep; // the probability with which a column is itself
  private final int[] alias; // what it is otherwise

  AliasPicker(double[] weights) {
    int n = weights.length;
    keep = new double[n];
    alias = new int[n];
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      keep[i] = weights[i] / sum * n;
      alias[i] = i;
      if (keep[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[--larges];
      alias[less] = more;
      keep[more] -= 1 - keep[less];
      if (keep[more] < 1) {
        small[smalls++] = more;
      } else {
        large[larges++] = more;
      }
    }
    // What is left is 1 but for rounding.
    while (larges > 0) {
      keep[large[--larges]] = 1;
    }
    while (smalls > 0) {
      keep[small[--smalls]] = 1;
    }
  }

  @Override
  public int pick() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int column = random.nextInt(keep.length);
    return random.nextDouble() < keep[column] ? column : alias[column];
  }
}
