package io.github.iotcoord.bench.compare;

import java.util.List;

/** What {@code compare NAME} runs: the contests of one recipe, or of a family of recipes. */
public interface Comparison {

  /** The name on the command line, by which the names of its contests begin. */
  String name();

  /** The contests, in the order in which they are run. */
  List<Contest> contests();

  /**
   * The same with smaller fleets, for a quick look; itself where there is nothing to make smaller.
   */
  default Comparison quick() {
    return this;
  }
}
