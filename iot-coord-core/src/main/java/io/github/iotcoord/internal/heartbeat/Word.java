package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.DeviceStatus;

/**
 * The small things that are known of a device, packed into one {@code long}; from the lowest bit:
 *
 * <pre>
 * 2 status   4 countdown   3 cause   1 about flapping   1 flapping   1 counted   9 penalty
 * 42 since, in milliseconds   1 locked
 * </pre>
 *
 * <p>So a beat of a device that is well finds zeros in the lowest six bits and need not look
 * further, and the device's lock costs no memory of its own.
 */
@SuppressWarnings("EnumOrdinal") // no word outlives the process
final class Word {
  /** Set while somebody holds the device. */
  static final long LOCKED = Long.MIN_VALUE;

  /** Zero in these bits means UP, and that a beat changes nothing. */
  static final long SETTLED = 0x3f;

  /**
   * The countdown of a device that is UP and whose period is not known yet; of a suspect, the
   * countdown is how many more beats must be heard.
   */
  static final int LEARNING = 15;

  private static final int COUNTDOWN = 2;
  private static final long COUNTDOWN_BITS = 0xf;
  private static final int CAUSE = 6;
  private static final long CAUSE_BITS = 0x7;
  private static final long ABOUT_FLAPPING = 1L << 9;
  private static final long FLAPPING = 1L << 10;
  private static final long COUNTED = 1L << 11;
  private static final int PENALTY = 12;
  private static final long PENALTY_BITS = 0x1ff;
  private static final int SINCE = 21;
  private static final long SINCE_BITS = (1L << 42) - 1;

  private static final DeviceStatus[] STATUSES = DeviceStatus.values();
  private static final Cause[] CAUSES = Cause.values();

  private Word() {}

  static DeviceStatus status(long word) {
    return STATUSES[(int) word & 3];
  }

  static Cause cause(long word) {
    return CAUSES[(int) (word >>> CAUSE & CAUSE_BITS)];
  }

  static int countdown(long word) {
    return (int) (word >>> COUNTDOWN & COUNTDOWN_BITS);
  }

  /** Whether the last transition was that it began, or ceased, to flap. */
  static boolean aboutFlapping(long word) {
    return (word & ABOUT_FLAPPING) != 0;
  }

  static boolean flapping(long word) {
    return (word & FLAPPING) != 0;
  }

  /** Whether it is counted as one of those that have fallen silent together. */
  static boolean counted(long word) {
    return (word & COUNTED) != 0;
  }

  /** See {@link Flaps}. */
  static int penalty(long word) {
    return (int) (word >>> PENALTY & PENALTY_BITS);
  }

  static long sinceMillis(long word) {
    return word >>> SINCE & SINCE_BITS;
  }

  /** Another status, and since when and why; nothing is counted down, nor said of flapping. */
  static long moved(long word, DeviceStatus status, Cause cause, long sinceMillis) {
    long kept = word & (FLAPPING | COUNTED | PENALTY_BITS << PENALTY);
    return kept
        | status.ordinal()
        | (long) cause.ordinal() << CAUSE
        | Math.max(0, Math.min(sinceMillis, SINCE_BITS)) << SINCE;
  }

  static long withCountdown(long word, int countdown) {
    return (word & ~(COUNTDOWN_BITS << COUNTDOWN)) | (long) countdown << COUNTDOWN;
  }

  static long withFlapping(long word, boolean flapping) {
    return (flapping ? word | FLAPPING : word & ~FLAPPING) | ABOUT_FLAPPING;
  }

  /** Flapping as another judge left it, which has told of it already. */
  static long restoredFlapping(long word, int penalty) {
    return withPenalty(word | FLAPPING, penalty);
  }

  static long withCounted(long word, boolean counted) {
    return counted ? word | COUNTED : word & ~COUNTED;
  }

  static long withPenalty(long word, int penalty) {
    return (word & ~(PENALTY_BITS << PENALTY)) | (long) penalty << PENALTY;
  }
}
