package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;

/**
 * The period that a device declared, in an int: milliseconds, unsigned, or 0 for none. Once the
 * period of a device that declared none is learned, the int says of which octave it was then: the
 * highest numbers, which no period that can be declared reaches, stand for the octaves.
 */
final class DeclaredPeriod {
  static final int NONE = 0;

  /** A period of {@code n} milliseconds is of octave {@code log2(n)}. */
  static final int OCTAVES = 32;

  private static final long MILLI = 1_000_000;

  private DeclaredPeriod() {}

  /** From nanoseconds. Parts of a millisecond count as a whole one. */
  static int of(long nanos) {
    return nanos == FailureDetector.UNKNOWN_PERIOD ? NONE : (int) ((nanos + MILLI - 1) / MILLI);
  }

  static int learned(long nanos) {
    return ~octaveOf(Math.max(1, nanos / MILLI));
  }

  private static int octaveOf(long millis) {
    return Math.min(OCTAVES - 1, Long.SIZE - 1 - Long.numberOfLeadingZeros(millis));
  }

  static boolean isDeclared(int period) {
    return period != NONE && !isLearned(period);
  }

  private static boolean isLearned(int period) {
    return period < 0 && period >= -OCTAVES;
  }

  /** In nanoseconds, of one that was declared. */
  static long nanos(int period) {
    return Integer.toUnsignedLong(period) * MILLI;
  }

  /** The octave of one that is declared or learned. */
  static int octave(int period) {
    return isLearned(period) ? ~period : octaveOf(Integer.toUnsignedLong(period));
  }
}
