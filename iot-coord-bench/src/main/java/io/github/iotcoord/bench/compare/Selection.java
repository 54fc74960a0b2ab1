package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.compare.peers.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contests of a run, by the comparisons that they belong to.
 *
 * @param contests those that are run
 * @param smaller of those that are smaller than in full, what is done in full
 */
record Selection(Map<String, List<Contest>> contests, Map<Contest, String> smaller) {

  static Selection of(List<Comparison> comparisons, boolean quick, Peers peers) {
    Map<String, List<Contest>> chosen = new LinkedHashMap<>();
    Map<Contest, String> smaller = new LinkedHashMap<>();
    for (Comparison comparison : comparisons) {
      List<Contest> full = comparison.contests();
      List<Contest> contests =
          (quick ? comparison.quick().contests() : full)
              .stream().map(contest -> contest.with(peers.sides(contest.name()))).toList();
      chosen.put(comparison.name(), contests);
      for (Contest contest : contests) {
        Optional<String> inFull =
            full.stream()
                .filter(other -> other.name().equals(contest.name()))
                .map(Contest::what)
                .findFirst();
        inFull
            .filter(what -> !what.equals(contest.what()))
            .ifPresent(what -> smaller.put(contest, what));
      }
    }
    return new Selection(chosen, smaller);
  }

  /** All contests, in the order in which they are run. */
  List<Contest> all() {
    return contests.values().stream().flatMap(List::stream).toList();
  }

  /** The same with some contests only. */
  Selection only(List<String> names) {
    Map<String, List<Contest>> fewer = new LinkedHashMap<>();
    contests.forEach(
        (comparison, all) -> {
          List<Contest> some =
              all.stream().filter(contest -> names.contains(contest.name())).toList();
          if (!some.isEmpty()) {
            fewer.put(comparison, some);
          }
        });
    Map<Contest, String> smallerOfThem = new LinkedHashMap<>(smaller);
    smallerOfThem.keySet().removeIf(contest -> !names.contains(contest.name()));
    return new Selection(fewer, smallerOfThem);
  }

  /** What was made smaller, a line for each contest. */
  List<String> differences() {
    List<String> lines = new ArrayList<>();
    smaller.forEach(
        (contest, what) ->
            lines.add(contest.name() + ": " + contest.what() + "; in full: " + what));
    return lines;
  }
}
