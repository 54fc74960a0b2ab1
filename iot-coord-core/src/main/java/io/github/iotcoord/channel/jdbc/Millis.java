package io.github.iotcoord.channel.jdbc;

import java.time.Instant;

/** Times as the tables have them: in milliseconds, and in a range that samples can have. */
final class Millis {
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Millis() {}

  /** The first millisecond that is not before an instant. */
  static long atOrAfter(Instant instant) {
    if (instant.isBefore(Instant.EPOCH)) {
      return 0;
    }
    if (instant.isAfter(END)) {
      return END.toEpochMilli();
    }
    return instant.plusNanos(999_999).toEpochMilli();
  }
}
