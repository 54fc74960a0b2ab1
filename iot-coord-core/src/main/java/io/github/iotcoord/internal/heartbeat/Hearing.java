package io.github.iotcoord.internal.heartbeat;

import java.util.HashMap;
import java.util.Map;

/**
 * Up to which time a partition's judge has heard everything that any relay took.
 *
 * <p>A relay's sign says that all it took before has been written. A sign that is seen at a look
 * was given after the look before, so that the time of the look before is what it stands for. Time
 * is given twice: observed, by which is judged, and real. Not thread-safe.
 */
final class Hearing {
  private static final class Heard {
    long signs;
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
                heard = heard == null ? new Heard() : heard;
                heard.signs = signs;
                heard.observed = lastObserved;
                heard.real = real;
                relays.put(relay, heard);
              }
            });
    lastObserved = observed;
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
