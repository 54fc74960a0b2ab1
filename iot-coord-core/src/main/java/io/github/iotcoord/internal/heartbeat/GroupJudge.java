package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether most devices of the gateway have fallen silent together, from how many are heard
 * and how many are silent in each octave of their periods.
 *
 * <p>Fast devices show it first, and so all octaves from the fastest to any are looked at together.
 * Whether it is over is asked of the octaves that showed it and, as time passes, of slower ones: of
 * each when eight of its periods have passed. So a few fast devices that are really dead do not
 * stand for the whole group when the slow ones go on. Thread-safe.
 */
final class GroupJudge {

  /** What a device counts as. */
  enum Part {
    NONE,
    HEARD,
    SILENT
  }

  private static final long PERIODS_ASKED_FOR = 8;
  private static final int UNKNOWN = -1;

  private final String gateway;
  private final int devices;
  private final double share;
  private final Clock wallClock;
  private final int[] heard = new int[DeclaredPeriod.OCTAVES];
  private final int[] silent = new int[DeclaredPeriod.OCTAVES];
  private volatile GroupHealth health;
  private int shownBy; // or UNKNOWN
  private long shownAt;

  GroupJudge(String gateway, int devices, double share, Clock wallClock) {
    this.gateway = gateway;
    this.devices = devices;
    this.share = share;
    this.wallClock = wallClock;
    this.health =
        new GroupHealth(
            gateway, GroupStatus.UP, wallClock.instant(), 1, "the gateway has begun to listen");
  }

  GroupHealth health() {
    return health;
  }

  boolean isSilent() {
    return health.status() == GroupStatus.SILENT;
  }

  /** Adds the number of transitions that the group had under an earlier judge. */
  synchronized void inherit(long transitionsBefore) {
    GroupHealth now = health;
    health =
        new GroupHealth(
            gateway, now.status(), now.since(), now.transition() + transitionsBefore, now.reason());
  }

  /** Goes on where an earlier judge stopped: most may be silent, or may be heard from now on. */
  synchronized void restore(GroupHealth published) {
    if (published.status() == GroupStatus.SILENT) {
      health = published;
      shownBy = UNKNOWN;
    } else {
      inherit(published.transition());
    }
  }

  /** Counts a device as something else than before. */
  synchronized void count(int octave, Part before, Part after) {
    add(octave, before, -1);
    add(octave, after, 1);
  }

  private void add(int octave, Part part, int count) {
    switch (part) {
      case HEARD -> heard[octave] += count;
      case SILENT -> silent[octave] += count;
      case NONE -> {}
    }
  }

  /**
   * Looks at the group.
   *
   * @param due how many of those counted as heard, by octave, are about to be given up
   * @return its change, or null if there is none
   */
  synchronized @Nullable GroupTransition judge(int[] due, long now) {
    return isSilent() ? over(now) : begun(due, now);
  }

  private @Nullable GroupTransition begun(int[] due, long now) {
    int silentSoFar = 0;
    int allSoFar = 0;
    for (int octave = 0; octave < DeclaredPeriod.OCTAVES; octave++) {
      silentSoFar += silent[octave] + due[octave];
      allSoFar += silent[octave] + heard[octave];
      if (shows(silentSoFar, allSoFar)) {
        shownBy = octave;
        shownAt = now;
        return move(
            GroupStatus.SILENT,
            silentSoFar
                + " of "
                + allSoFar
                + " devices with periods up to "
                + Spans.text((2L << octave) * 1_000_000)
                + " have fallen silent together");
      }
    }
    return null;
  }

  private @Nullable GroupTransition over(long now) {
    if (shownBy == UNKNOWN) {
      int shows = fastestToShow();
      shownBy = shows == UNKNOWN ? DeclaredPeriod.OCTAVES - 1 : shows;
      shownAt = now;
    }
    int silentSoFar = 0;
    int allSoFar = 0;
    for (int octave = 0; octave < DeclaredPeriod.OCTAVES; octave++) {
      long asked = (2L << octave) * 1_000_000 * PERIODS_ASKED_FOR;
      if (octave <= shownBy || now - shownAt >= asked) {
        silentSoFar += silent[octave];
        allSoFar += silent[octave] + heard[octave];
      }
    }
    return silentSoFar >= share / 2 * allSoFar && silentSoFar > 0
        ? null
        : move(
            GroupStatus.UP,
            allSoFar - silentSoFar + " of " + allSoFar + " devices are heard again");
  }

  private int fastestToShow() {
    int silentSoFar = 0;
    int allSoFar = 0;
    for (int octave = 0; octave < DeclaredPeriod.OCTAVES; octave++) {
      silentSoFar += silent[octave];
      allSoFar += silent[octave] + heard[octave];
      if (shows(silentSoFar, allSoFar)) {
        return octave;
      }
    }
    return UNKNOWN;
  }

  private boolean shows(int silentSoFar, int allSoFar) {
    return silentSoFar >= devices && silentSoFar >= share * allSoFar;
  }

  private GroupTransition move(GroupStatus status, String reason) {
    GroupHealth before = health;
    health = new GroupHealth(gateway, status, wallClock.instant(), before.transition() + 1, reason);
    return new GroupTransition(before, health);
  }
}
