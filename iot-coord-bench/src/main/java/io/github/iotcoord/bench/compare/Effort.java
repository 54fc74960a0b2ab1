package io.github.iotcoord.bench.compare;

import java.time.Duration;

/**
 * How much is put into the measuring of one contest.
 *
 * @param perSide how long each side is measured, in all rounds together
 * @param warmUp how long each side is warmed up before
 * @param rounds how many rounds there are, if none takes longer than it should; odd, as all numbers
 *     of rounds
 * @param atLeast how many there are at least, however long they take
 * @param most how long a contest may take; once it has taken longer, one round of each side is
 *     enough
 */
record Effort(Duration perSide, Duration warmUp, int rounds, int atLeast, Duration most) {
  static final int ROUNDS = 9;
  static final int MIN_ROUNDS = 5;
  static final int QUICK_ROUNDS = 3;
  static final Duration QUICK_PER_SIDE = Duration.ofMillis(500);
  static final Duration QUICK_MOST = Duration.ofSeconds(5);

  private static final Duration OPENING = Duration.ofSeconds(2);
  private static final Duration COLD = Duration.ofSeconds(2);

  /** As much as figures need that are to be published. */
  static Effort full(Duration perSide) {
    return new Effort(perSide, perSide, ROUNDS, MIN_ROUNDS, Duration.ofMinutes(15));
  }

  /** As much as shows the order of magnitude. */
  static Effort quick() {
    return new Effort(QUICK_PER_SIDE, QUICK_PER_SIDE, QUICK_ROUNDS, 1, QUICK_MOST);
  }

  /**
   * The same for the first contest of a run, in which client and server have cold JVMs: warmed up
   * for some seconds, which come on top.
   */
  Effort cold() {
    if (warmUp.compareTo(COLD) >= 0) {
      return this;
    }
    return new Effort(perSide, COLD, rounds, atLeast, most.plus(COLD.multipliedBy(3)));
  }

  /** How long one round of one side should take. */
  Duration round() {
    return perSide.dividedBy(rounds);
  }

  /** About how long a contest takes. */
  Duration estimate(Contest contest) {
    Duration byTime = perSide.plus(warmUp).multipliedBy(contest.sides().size()).plus(OPENING);
    Duration estimate = byTime.compareTo(contest.atLeast()) < 0 ? contest.atLeast() : byTime;
    return estimate.compareTo(most) < 0 ? estimate : most;
  }
}
