package io.github.iotcoord.internal.registry.select;

/** A strategy at work on one set of candidates, which is not empty. Thread-safe. */
interface Picker {
  /** Picks by the strategy; returns the candidate's index. */
  int pick();

  /** Picks by a key. */
  default int pick(String key) {
    throw new IllegalStateException("this strategy takes no key; RENDEZVOUS does");
  }
}
