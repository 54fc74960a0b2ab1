package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.history.Operation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a trial was and what came of it.
 *
 * @param seed the plan of faults, and what workers choose, come from it
 * @param time for how long there were faults
 */
record Report(
    long seed,
    Duration time,
    History history,
    List<Nemesis.Played> faults,
    List<Violation> violations) {
  private static final int SHOWN = 20;

  /** How many increments were carried out. */
  int applied() {
    return history.log().size();
  }

  private long count(Outcome outcome) {
    return history.operations().stream().filter(each -> each.outcome() == outcome).count();
  }

  private long unknownAndApplied() {
    Set<Increment> applied =
        history.log().stream().map(Applied::increment).collect(Collectors.toSet());
    return history.operations().stream()
        .filter(each -> each.outcome() == Outcome.UNKNOWN && applied.contains(each.increment()))
        .count();
  }

  @Override
  public String toString() {
    return """
        history with seed %d, %d s of it with faults
        increments: %d applied; %d acknowledged, %d refused, %d lost or unknown (%d of them applied)
        grants seen to be valid: %d
        faults: %s
        violations: %s"""
        .formatted(
            seed,
            time.toSeconds(),
            applied(),
            count(Outcome.DONE),
            count(Outcome.REFUSED),
            count(Outcome.UNKNOWN),
            unknownAndApplied(),
            history.holdings().size(),
            listed(faults, faults.size()),
            listed(violations, SHOWN));
  }

  private static String listed(List<?> all, int most) {
    String first =
        all.stream().limit(most).map(each -> "\n  " + each).collect(Collectors.joining());
    return all.size() + first + (all.size() > most ? "\n  and so on" : "");
  }
}
