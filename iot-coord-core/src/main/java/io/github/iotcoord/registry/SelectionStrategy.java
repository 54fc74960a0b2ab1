package io.github.iotcoord.registry;

/** How a {@link DeviceSelector} chooses. */
public enum SelectionStrategy {
  /** One after the other, in the order of their ids. */
  ROUND_ROBIN,
  /** Any, each with the same probability. */
  RANDOM,
  /** Any at first, then the same one for as long as it can be chosen. */
  STICKY,
  /**
   * Any, each with a probability in proportion to its weight. By the alias method (M. D. Vose, A
   * linear algorithm for generating random numbers with a given distribution, 1991).
   */
  WEIGHTED,
  /**
   * The less loaded of two that are drawn, which is nearly as good as the least loaded of all and
   * costs nothing (M. Mitzenmacher, The power of two choices in randomized load balancing, 2001);
   * of up to eight, the least loaded. Load is what {@link DeviceSelector#use} has under way, plus
   * what the options say.
   */
  LEAST_LOADED,
  /**
   * For each key the same device, in every process, for as long as it can be chosen: when a device
   * goes, only its keys move. By rendezvous hashing (D. Thaler and C. V. Ravishankar, 1998) of
   * 65,536 slots that keys fall into.
   */
  RENDEZVOUS
}
