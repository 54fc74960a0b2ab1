package io.github.iotcoord.bench.compare;

import java.util.List;
import java.util.Optional;

/**
 * What was measured of one metric of a contest.
 *
 * @param scores those of the sides that could be measured, in the contest's order
 */
record Result(Contest contest, Metric metric, List<Score> scores) {

  /** One side's figures. */
  record Score(String side, Samples samples) {}

  /** Our own figures, if we could be measured. */
  Optional<Samples> ours() {
    return scores.stream()
        .filter(score -> score.side().equals(Contest.OURS))
        .map(Score::samples)
        .findFirst();
  }

  /** The others'. */
  List<Score> peers() {
    return scores.stream().filter(score -> !score.side().equals(Contest.OURS)).toList();
  }

  /** How many times better ours is than a peer, by the medians. */
  double ratio(Samples ours, Score peer) {
    return metric.ratio(ours.median(), peer.samples().median());
  }
}
