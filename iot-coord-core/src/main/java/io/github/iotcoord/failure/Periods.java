package io.github.iotcoord.failure;

import java.time.Duration;

/** Checks time spans: added to any reading of the clock they must stay comparable with another. */
final class Periods {
  /** 73 years: a quarter of what a reading of the clock can hold. */
  static final long LONGEST = Long.MAX_VALUE / 4;

  private Periods() {}

  static long require(String what, Duration span) {
    if (span == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
    if (span.compareTo(Duration.ofNanos(LONGEST)) > 0) {
      throw new IllegalArgumentException(what + " must be shorter than 73 years, was " + span);
    }
    return require(what, span.toNanos());
  }

  static long require(String what, long nanos) {
    if (nanos <= 0 || nanos > LONGEST) {
      throw new IllegalArgumentException(what + " must be positive, was " + nanos + " ns");
    }
    return nanos;
  }

  static long requireNotNegative(String what, Duration span) {
    return span != null && span.isZero() ? 0 : require(what, span);
  }

  /** Checks a period that may be {@link FailureDetector#UNKNOWN_PERIOD}. */
  static long requireKnownOrNot(long nanos) {
    return nanos == FailureDetector.UNKNOWN_PERIOD ? nanos : require("period", nanos);
  }
}
