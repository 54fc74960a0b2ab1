package io.github.iotcoord.bench.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same work, done by us and by others.
 *
 * @param name the benchmark's name in tables and CSV files
 * @param what what is done, in a line
 * @param metrics what is measured, the same for all sides
 * @param sides who does it: ours first, then the peers; none where the figures are to be held
 *     against a bound
 * @param atLeast about how long it takes at least, because one round of it is long
 * @param shortestRound how long a round of each side is at least, because what is at its end would
 *     count too much otherwise
 */
public record Contest(
    String name,
    String what,
    List<Metric> metrics,
    List<Side> sides,
    Duration atLeast,
    Duration shortestRound) {
  /** What our own side is called. */
  public static final String OURS = "ours";

  /** Checks that our side is there and something to measure. */
  public Contest {
    metrics = List.copyOf(metrics);
    sides = List.copyOf(sides);
    if (metrics.isEmpty() || sides.isEmpty() || !sides.get(0).name().equals(OURS)) {
      throw new IllegalArgumentException(name + " needs a metric, and our side first");
    }
  }

  /** A contest whose rounds take as long as they are told to. */
  public Contest(String name, String what, List<Metric> metrics, List<Side> sides) {
    this(name, what, metrics, sides, Duration.ZERO, Duration.ZERO);
  }

  /** The same, with more peers. */
  Contest with(List<Side> peers) {
    List<Side> all = new ArrayList<>(sides);
    all.addAll(peers);
    return new Contest(name, what, metrics, all, atLeast, shortestRound);
  }

  /** The same, with rounds so long that it takes about as long as this. */
  public Contest taking(Duration atLeast) {
    return new Contest(name, what, metrics, sides, atLeast, shortestRound);
  }

  /** The same, with rounds of each side that are not shorter than this. */
  public Contest withRoundsOf(Duration shortest) {
    return new Contest(name, what, metrics, sides, atLeast, shortest);
  }
}
