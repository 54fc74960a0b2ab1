package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts only the time in which a silence could have been observed: it stands still while the
 * monitor did not run, or had no connection.
 *
 * <p>That the monitor did not run shows in its ticks: one that comes too long after the one before,
 * by the clock that ticks are scheduled by. Until a tick is too late it is not known to be, and so
 * a pause counts for as long as that at the most. The time counted is that of the clock by which
 * beats are judged, which may run much faster. It begins at 0, and never goes back. Thread-safe.
 */
final class ObservedClock {
  private record Mark(long real, long judged, long observed, boolean running) {}

  private final Ticker realTicker;
  private final Ticker judgingTicker;
  private final boolean oneClock;
  private final long longestStep;
  private final long grace;
  private volatile Mark mark;
  private final AtomicLong latest = new AtomicLong(); // if there are two clocks
  private boolean inGrace;
  private long graceEnds;

  /**
   * @param longestStep how long after a tick the next may come, by the real ticker, without that
   *     having been a pause
   * @param grace for how long nobody is condemned after a pause, by the judging ticker
   */
  ObservedClock(Ticker realTicker, Ticker judgingTicker, long longestStep, long grace) {
    this.realTicker = realTicker;
    this.judgingTicker = judgingTicker;
    this.oneClock = realTicker == judgingTicker;
    this.longestStep = longestStep;
    this.grace = grace;
    this.mark = new Mark(realTicker.nanos(), judgingTicker.nanos(), 0, true);
  }

  /** The time observed so far. */
  long now() {
    Mark m = mark;
    long real = realTicker.nanos();
    // To read a clock may cost more than all the rest of a beat.
    return at(m, real, oneClock ? real : judgingTicker.nanos());
  }

  // Never earlier than what it was before: in a pause it stops where it had got to.
  private long at(Mark m, long real, long judged) {
    if (!m.running) {
      return m.observed;
    }
    long passed = Math.max(0, judged - m.judged);
    if (oneClock) {
      return m.observed + Math.min(passed, longestStep);
    }
    // How far the other clock runs in the longest step nobody knows.
    return real - m.real <= longestStep
        ? latest.accumulateAndGet(m.observed + passed, Math::max)
        : latest.get();
  }

  /**
   * Notes that the monitor runs.
   *
   * @param connected whether what comes from now on is observed
   */
  synchronized void tick(boolean connected) {
    Mark m = mark;
    long real = realTicker.nanos();
    long judged = oneClock ? real : judgingTicker.nanos();
    boolean paused = !m.running || real - m.real > longestStep;
    if (connected && paused) {
      inGrace = true;
      graceEnds = judged + grace;
    }
    inGrace = inGrace && graceEnds - judged > 0;
    mark = new Mark(real, judged, at(m, real, judged), connected);
  }

  /** Whether, since the last tick, no time is observed. */
  boolean isStanding() {
    return !mark.running;
  }

  /** For how long, at the last tick, nobody may be condemned yet; 0 if anybody may. */
  synchronized long graceLeft() {
    return inGrace ? graceEnds - mark.judged : 0;
  }
}
