package io.github.iotcoord.analysis;

import java.time.Duration;

/** Checks spans of time. */
final class Spans {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Spans() {}

  /** Requires at least a millisecond. */
  static void require(String name, Duration span) {
    requireNotNegative(name, span);
    if (span.toMillis() == 0) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + span);
    }
  }

  /** Requires whole milliseconds, from 0 to 100 years, so that sums of times do not overflow. */
  static void requireNotNegative(String name, Duration span) {
    if (span == null
        || span.isNegative()
        || span.compareTo(LONGEST) > 0
        || span.toNanosPart() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          name + " must be whole milliseconds, from 0 to 36,500 days, was " + span);
    }
  }
}
