package io.github.iotcoord.internal.codec;

import java.time.Duration;

/**
 * A sleep that was announced of a device, in whole seconds.
 *
 * @param untilMillis when it ends, in milliseconds since 1970 by the wall clock of whoever was told
 * @param announcedMillis how long it was to last in all
 */
public record Sleep(long untilMillis, long announcedMillis) {
  /** The longest that can be announced. */
  public static final Duration LONGEST = Duration.ofDays(3_650);

  /** Of a device of which no sleep is known. */
  public static final Sleep NONE = new Sleep(0, 0);

  private static final long SECOND = 1_000;
  private static final int LENGTH_BITS = 29; // of seconds: 17 years
  private static final long MOST_LENGTH = (1L << LENGTH_BITS) - 1;
  private static final long MOST_UNTIL = (1L << 34) - 1;

  /** A sleep that begins now, rounded up; {@link #NONE} if it is over already. */
  public static Sleep announced(long nanos, long nowMillis) {
    long millis = seconds(nanos / 1_000_000) * SECOND;
    return nanos <= 0 ? NONE : new Sleep(seconds(nowMillis + millis) * SECOND, millis);
  }

  private static long seconds(long millis) {
    return millis / SECOND + (millis % SECOND > 0 ? 1 : 0);
  }

  /**
   * How much of it is left, by another wall clock. Never more than was announced, whatever the two
   * clocks say.
   */
  public long remainingMillis(long nowMillis) {
    return untilMillis <= 0 ? 0 : Math.max(0, Math.min(untilMillis - nowMillis, announcedMillis));
  }

  /** The same in one number, which is not 0 unless this is {@link #NONE}. */
  public long packed() {
    long until = Math.max(0, Math.min(seconds(untilMillis), MOST_UNTIL));
    return until << LENGTH_BITS | Math.max(0, Math.min(seconds(announcedMillis), MOST_LENGTH));
  }

  public static Sleep unpacked(long packed) {
    return new Sleep((packed >>> LENGTH_BITS) * SECOND, (packed & MOST_LENGTH) * SECOND);
  }
}
