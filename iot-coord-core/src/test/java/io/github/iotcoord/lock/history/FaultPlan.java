package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.history.Fault.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * An endless sequence of faults, the same for the same seed. The kinds are dealt from a shuffled
 * deck that has each of them once, so that each comes soon and none stays away.
 */
final class FaultPlan {
  private final Random random;
  private final List<Kind> kinds;
  private final List<Integer> victims;
  private final Duration session;
  private final Duration longestRest;
  private final Deque<Kind> deck = new ArrayDeque<>();

  /**
   * @param kinds what may be done
   * @param victims to whom
   * @param session the processes' session timeout, by which times are measured
   * @param longestRest between two faults
   */
  FaultPlan(
      long seed, List<Kind> kinds, List<Integer> victims, Duration session, Duration longestRest) {
    this.random = new Random(seed);
    this.kinds = kinds;
    this.victims = victims;
    this.session = session;
    this.longestRest = longestRest;
  }

  Fault next() {
    if (deck.isEmpty()) {
      List<Kind> shuffled = new ArrayList<>(kinds);
      Collections.shuffle(shuffled, random);
      deck.addAll(shuffled);
    }
    Kind kind = deck.remove();
    Duration after = Duration.ofMillis(random.nextLong(longestRest.toMillis()));
    int victim = victims.get(random.nextInt(victims.size()));
    return new Fault(after, kind, victim, kind.lasting(random.nextDouble(), session));
  }
}
