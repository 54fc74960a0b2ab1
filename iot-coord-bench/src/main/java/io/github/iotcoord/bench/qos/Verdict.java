package io.github.iotcoord.bench.qos;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The adaptive detector against each point of the others on one trace: its fewest mistakes at the
 * point's mean detection time or less.
 *
 * @param points of the others that it can be as fast as
 * @param faster points of the others that are faster than it ever is
 * @param behind where it made over 5 % more mistakes, the worst first
 * @param three how it compares with three fixed periods
 */
record Verdict(String trace, int points, int faster, List<Behind> behind, Optional<Pair> three) {
  private static final double TOLERANCE = 1.05;

  /** Mistakes at the same detection time: the adaptive detector's and another's. */
  record Pair(int adaptive, int other) {}

  /** A point at which the adaptive detector is behind. */
  record Behind(Score score, int adaptive) {

    /** The mistakes over what was to be reached. */
    double excess() {
      return (adaptive + 1.0) / (score.quality().mistakes() + 1.0);
    }
  }

  static Verdict of(String trace, List<Score> scores) {
    List<Score> own = scores.stream().filter(Verdict::isAdaptive).toList();
    List<Score> others = scores.stream().filter(score -> !isAdaptive(score)).toList();
    List<Score> reached =
        others.stream()
            .filter(other -> fewest(own, other.quality().periods()).isPresent())
            .toList();
    List<Behind> behind =
        reached.stream()
            .map(o -> new Behind(o, fewest(own, o.quality().periods()).getAsInt()))
            .filter(b -> b.adaptive() > TOLERANCE * b.score().quality().mistakes())
            .sorted(Comparator.comparingDouble(Behind::excess).reversed())
            .toList();
    Optional<Pair> three =
        reached.stream()
            .filter(o -> o.contender().detector().equals(Contenders.FIXED))
            .filter(o -> o.contender().parameter() == Contenders.THREE_PERIODS)
            .findFirst()
            .map(
                o ->
                    new Pair(
                        fewest(own, o.quality().periods()).getAsInt(), o.quality().mistakes()));
    return new Verdict(trace, reached.size(), others.size() - reached.size(), behind, three);
  }

  boolean atMostHalf() {
    return three.isPresent() && 2 * three.get().adaptive() <= three.get().other();
  }

  private static boolean isAdaptive(Score score) {
    return score.contender().detector().equals(Contenders.ADAPTIVE);
  }

  private static OptionalInt fewest(List<Score> own, double periods) {
    return own.stream()
        .filter(score -> score.quality().periods() <= periods * (1 + 1e-9))
        .mapToInt(score -> score.quality().mistakes())
        .min();
  }
}
