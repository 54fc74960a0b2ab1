package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.concurrent.Waits;

/**
 * Until when silence may go on before something changes. Its methods are for the holder of the
 * device's lock. Thread-safe.
 */
final class Patience {
  /** Later than anything that is ever judged. */
  static final long NEVER = Long.MAX_VALUE / 2;

  private static final long LONGEST = Long.MAX_VALUE / 4;

  private final FailureDetector detector;
  private final double confirmation;
  private final long grace;
  private final Flaps flaps;
  private final GroupJudge group;
  private volatile long groupHeardAt = -LONGEST;

  Patience(HeartbeatOptions options, Flaps flaps, GroupJudge group) {
    this.detector = options.detector();
    this.confirmation = options.confirmation();
    this.grace = Math.min(Waits.toNanos(options.grace()), LONGEST);
    this.flaps = flaps;
    this.group = group;
  }

  /** The group is heard again: those still silent have a grace from now on. */
  void groupHeard(long now) {
    groupHeardAt = now;
  }

  /** When the device is to be looked at next, if it stays silent. */
  long nextLook(DevicePage page, int i, long word, long now) {
    int penalty = Word.penalty(word);
    long deadline = deadline(page, i, word);
    return penalty == Flaps.NONE
        ? deadline
        : Math.min(deadline, flaps.nextLook(penalty, Word.flapping(word), now));
  }

  /** When silence will next change something. Time asleep is no silence. */
  long deadline(DevicePage page, int i, long word) {
    long silentSince = detector.silentSince(page.longs, page.stateAt(i));
    return switch (Word.status(word)) {
      case UP -> detector.suspectAt(page.longs, page.stateAt(i));
      case SUSPECT -> {
        boolean heard = Word.countdown(word) > 0;
        long suspectAt = detector.suspectAt(page.longs, page.stateAt(i));
        long suspected = heard ? suspectAt : silentSince + page.silence(i);
        boolean leftOver = !heard && !Word.counted(word);
        long from = leftOver ? Math.max(suspected, groupHeardAt + grace) : suspected;
        // The silence of one that was taken over counts anew.
        yield Math.max(suspectAt, confirmed(page, i, from));
      }
      case UNREACHABLE ->
          group.isSilent()
              ? NEVER
              : Math.max(
                  detector.suspectAt(page.longs, page.stateAt(i)),
                  confirmed(page, i, groupHeardAt + grace));
      // For one more period it may still be one of many.
      case DOWN -> Word.counted(word) ? silentSince + page.silence(i) + period(page, i) : NEVER;
    };
  }

  private long confirmed(DevicePage page, int i, long suspected) {
    return suspected + (long) Math.min(confirmation * period(page, i), (double) LONGEST);
  }

  /** Whether the next word against a device is that it is suspected. */
  boolean isToBeSuspected(long word) {
    return Word.status(word) == DeviceStatus.UP && confirmation > 0;
  }

  // For a device of an unknown period, its detector's patience stands in.
  private long period(DevicePage page, int i) {
    long period = detector.period(page.longs, page.stateAt(i));
    return period != FailureDetector.UNKNOWN_PERIOD
        ? period
        : detector.suspectAt(page.longs, page.stateAt(i))
            - detector.silentSince(page.longs, page.stateAt(i));
  }

  /** Whether a device is not to be heard yet. */
  boolean isAsleep(DevicePage page, int i, long now) {
    return detector.silentSince(page.longs, page.stateAt(i)) - now > 0;
  }

  /** For how long a device has been silent. */
  long silence(DevicePage page, int i, long now) {
    return Math.max(0, now - detector.silentSince(page.longs, page.stateAt(i)));
  }
}
