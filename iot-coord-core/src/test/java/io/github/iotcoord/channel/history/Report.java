package io.github.iotcoord.channel.history;

import java.util.List;

/**
 * What came of a trial.
 *
 * @param acknowledged how many samples were acknowledged
 * @param done what the nemesis did
 */
record Report(
    long seed, Flaw flaw, int acknowledged, List<String> done, List<Violation> violations) {
  @Override
  public String toString() {
    return "seed %d, flaw %s: %d samples acknowledged; violations %s; the nemesis%n  %s"
        .formatted(seed, flaw, acknowledged, violations, String.join("\n  ", done));
  }
}
