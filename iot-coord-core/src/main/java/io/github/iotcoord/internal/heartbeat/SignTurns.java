package io.github.iotcoord.internal.heartbeat;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When a relay shows that it lives. A sign stands for a flush that took all there was. It is due as
 * soon as what was taken up to that flush has been written, whatever is under way of later ones: so
 * slow writes make signs rarer, and do not stop them.
 *
 * <p>The flush that the next sign stands for begins only after the last sign was answered. From
 * that a monitor knows that it was not before it could hear of the last sign. Thread-safe.
 */
final class SignTurns {
  private static final long NONE = 0;

  private final long idle;

  // Guarded by this.
  private final NavigableMap<Long, Integer> open = new TreeMap<>(); // unwritten batches by flush
  private long flush;
  private boolean free; // a sign may stand for the flush that has begun
  private long standsFor = NONE;
  private boolean underWay;
  private boolean news; // something was taken, and no sign stands for it
  private long last;

  /**
   * @param idle after so long there is a sign even if nothing was taken
   */
  SignTurns(Duration idle, long now) {
    this.idle = idle.toNanos();
    this.last = now;
  }

  /** A flush begins; returns its number. */
  synchronized long begin() {
    free = standsFor == NONE && !underWay;
    return ++flush;
  }

  /** A batch was begun by a flush. */
  synchronized void opened(long by) {
    open.merge(by, 1, Integer::sum);
  }

  /** A batch was written that this flush began. */
  synchronized void written(long by) {
    open.computeIfPresent(by, (number, count) -> count == 1 ? null : count - 1);
  }

  /**
   * The flush that began last has taken what it could.
   *
   * @param all whether nothing was left
   * @param any whether there was anything
   */
  synchronized void end(boolean all, boolean any, long now) {
    news |= any;
    if (free && all && (news || now - last >= idle)) {
      standsFor = flush;
      news = false;
      last = now;
    }
  }

  /** Whether a sign is due: if so, it counts as under way from now on. */
  synchronized boolean take() {
    if (standsFor == NONE || (!open.isEmpty() && open.firstKey() <= standsFor)) {
      return false;
    }
    standsFor = NONE;
    underWay = true;
    return true;
  }

  /** The sign that was under way has been given, or has failed. */
  synchronized void answered() {
    underWay = false;
  }
}
