package io.github.iotcoord.bench.qos;

import java.util.random.RandomGenerator;

/** How long a beat is under way, in periods. */
interface Delay {

  double next(RandomGenerator random);

  /** Normal around four deviations, and never negative. */
  static Delay normal(double deviation) {
    return random -> Math.max(0, deviation * (4 + random.nextGaussian()));
  }

  /** Pareto's: most beats take little more than the least, and some take very long. */
  static Delay pareto(double least, double shape) {
    return random -> least * Math.pow(1 - random.nextDouble(), -1 / shape);
  }
}
