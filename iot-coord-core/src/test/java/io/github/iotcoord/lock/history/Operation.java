package io.github.iotcoord.lock.history;

/**
 * An increment that was asked for, and what its actor was told.
 *
 * @param increment what was to be written
 * @param outcome the answer
 */
record Operation(Increment increment, Outcome outcome) {

  /** What an actor knows of its write. */
  enum Outcome {
    /** It was acknowledged. */
    DONE,
    /** It was refused, and cannot have been carried out. */
    REFUSED,
    /** It may have been carried out. */
    UNKNOWN
  }
}
