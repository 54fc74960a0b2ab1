package io.github.iotcoord.bench.compare;

import java.util.List;

/**
 * The same work, done by us and by others.
 *
 * @param name the benchmark's name in tables and CSV files
 * @param what what is done, in a line
 * @param metrics what is measured, the same for all sides
 * @param sides who does it: ours first, then one or more peers
 */
public record Contest(String name, String what, List<Metric> metrics, List<Side> sides) {
  /** What our own side is called. */
  public static final String OURS = "ours";

  /** Checks that there are two sides and something to measure. */
  public Contest {
    metrics = List.copyOf(metrics);
    sides = List.copyOf(sides);
    if (metrics.isEmpty() || sides.size() < 2 || !sides.get(0).name().equals(OURS)) {
      throw new IllegalArgumentException(name + " needs a metric, our side first, and a peer");
    }
  }
}
