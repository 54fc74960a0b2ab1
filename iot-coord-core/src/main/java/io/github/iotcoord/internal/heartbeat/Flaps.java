package io.github.iotcoord.internal.heartbeat;

import java.time.Duration;

/**
 * Flap damping after the idea of RFC 2439: a penalty that grows by one with each outage and halves
 * with time. It is held in nine bits, one of which says that there is a penalty at all.
 *
 * <p>The logarithm of a penalty that decays exponentially falls in a straight line: so what is held
 * is that logarithm plus the time, which stays the same until the next outage, in sixteenths of an
 * octave and of a half-life, modulo 256. What it is now is the difference. It is unambiguous while
 * a penalty is between a 256th and 256 outages; so one that has fallen to a 16th must be dropped in
 * time, which {@link #nextLook} sees to.
 */
final class Flaps {
  static final int NONE = 0;

  private static final int PRESENT = 0x100;
  private static final int STEPS = 16;
  private static final int FORGOTTEN = -4 * STEPS;
  private static final double MOST = 15;

  private final long step;
  private final int raised;
  private final int cleared;

  Flaps(Duration halfLife, int outages) {
    this.step = halfLife.toNanos() / STEPS;
    // Half an outage less, since the first have decayed when the last comes.
    this.raised = level(outages - 0.5);
    this.cleared = level(outages / 3.0);
  }

  private static int level(double outages) {
    return (int) Math.round(STEPS * Math.log(outages) / Math.log(2));
  }

  private long epoch(long now) {
    return Math.floorDiv(now, step);
  }

  private int levelNow(int penalty, long now) {
    return penalty == NONE ? FORGOTTEN : (byte) (penalty - epoch(now));
  }

  /** The penalty in outages; 0 if there is none. */
  double outages(int penalty, long now) {
    int level = levelNow(penalty, now);
    return level <= FORGOTTEN ? 0 : Math.pow(2, (double) level / STEPS);
  }

  /** The penalty after another outage, or part of one. */
  int add(int penalty, double outages, long now) {
    int level = level(Math.min(MOST, outages(penalty, now) + outages));
    return PRESENT | ((int) (epoch(now) + level) & 0xff);
  }

  /** The penalty of a device of which only that it flaps is known. */
  int raised(long now) {
    return PRESENT | ((int) (epoch(now) + raised) & 0xff);
  }

  boolean isRaised(int penalty, long now) {
    return levelNow(penalty, now) >= raised;
  }

  boolean isCleared(int penalty, long now) {
    return levelNow(penalty, now) < cleared;
  }

  boolean isForgotten(int penalty, long now) {
    return levelNow(penalty, now) <= FORGOTTEN;
  }

  /** When a flapping device may be calm again, or the penalty of another is to be dropped. */
  long nextLook(int penalty, boolean flapping, long now) {
    int fall = levelNow(penalty, now) - (flapping ? cleared - 1 : FORGOTTEN);
    return (epoch(now) + Math.max(0, fall)) * step;
  }
}
