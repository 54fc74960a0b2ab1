package io.github.iotcoord.internal.heartbeat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Up to which time a partition's judge has heard everything that any relay took.
 *
 * <p>A relay's sign says that all has been written that the relay took before a moment, and that
 * moment was after the sign before. That one was not to be seen yet at the look before it was seen,
 * so that the time of that look is what the sign stands for: what the relay took while it wrote is
 * not judged as silence. Time is given twice: observed, by which is judged, and real. Not
 * thread-safe.
 */
final class Hearing {
  private static final class Heard {
    long signs;
    long before; // the look before the one at which the newest sign was seen
    long observed;
    long real;
  }

  private final long patience;
  private final Map<String, Heard> relays = new HashMap<>();
  private boolean known;
  private long lastObserved;
  private long departures;
  private boolean left;

  /**
   * @param patience for how long, in real time, a relay that is a member may give no sign
   */
  Hearing(long patience, RelaySigns.Look first, long observed, long real) {
    this.patience = patience;
    this.departures = first.departures();
    this.lastObserved = observed;
    note(first, observed, real);
  }

  /** Takes a look at signs, all pages before which have been taken. */
  void note(RelaySigns.Look look, long observed, long real) {
    known = look.known();
    left |= look.departures() != departures;
    departures = look.departures();
    relays.keySet().retainAll(look.signs().keySet());
    look.signs()
        .forEach(
            (relay, signs) -> {
              Heard heard = relays.get(relay);
              if (heard == null || heard.signs != signs) {
                relays.put(relay, heard(heard, signs, real));
              }
            });
    lastObserved = observed;
  }

  private Heard heard(@Nullable Heard known, long signs, long real) {
    Heard heard = known == null ? new Heard() : known;
    // Of several new ones the last but one is new, too.
    boolean several = known == null || signs > known.signs + 1;
    heard.observed = several ? lastObserved : heard.before;
    heard.before = lastObserved;
    heard.signs = signs;
    heard.real = real;
    return heard;
  }

  /** Whether there are relays, and each has been heard lately. */
  boolean isComplete(long real) {
    return known
        && !relays.isEmpty()
        && relays.values().stream().allMatch(heard -> real - heard.real <= patience);
  }

  /** Whether a relay has left since this was asked before. */
  boolean someLeft() {
    boolean answer = left;
    left = false;
    return answer;
  }

  /** The observed time up to which all was heard. */
  long upTo() {
    return relays.values().stream().mapToLong(heard -> heard.observed).min().orElse(0);
  }
}
