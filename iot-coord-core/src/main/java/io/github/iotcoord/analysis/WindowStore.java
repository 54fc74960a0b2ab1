package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;

/** Keeps the sums of windows that may still change. Not thread-safe. */
interface WindowStore {

  /** What became of a sample, the worse the later. */
  enum Outcome {
    ON_TIME,
    /** It is in a window whose end the watermark had passed. */
    LATE,
    TOO_LATE,
    NO_ROOM;

    Outcome or(Outcome other) {
      return compareTo(other) < 0 ? other : this;
    }
  }

  /** Adds a sample to the sums of its windows. */
  Outcome add(Sample sample);

  /**
   * Gives the results of windows that late samples have come to, and of those that end by the
   * watermark; then gives up those that are beyond the allowed lateness.
   */
  void advance(long watermark);

  /** How many sums there are. */
  int open();
}
