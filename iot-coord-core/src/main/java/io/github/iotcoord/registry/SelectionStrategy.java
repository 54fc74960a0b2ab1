package io.github.iotcoord.registry;

/** How a {@link DeviceSelector} chooses. */
public enum SelectionStrategy {
  /** One after the other, in the order of their ids. */
  ROUND_ROBIN,
  /** Any, each with the same probability. */
  RANDOM,
  /** Any at first, then the same one for as long as the query matches it. */
  STICKY
}
