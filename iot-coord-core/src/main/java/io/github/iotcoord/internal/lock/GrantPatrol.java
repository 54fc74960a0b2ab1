package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.concurrent.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Does for holds that last what is not worth a request for those that are over at once: watches
 * their nodes, so that it is noticed when somebody deletes one, and writes down since when they
 * hold. Thread-safe.
 */
final class GrantPatrol {
  /** A hold is seen to after one to two rounds. */
  private static final Duration ROUND = Duration.ofMillis(50);

  private final Scheduler scheduler;
  private Map<Hold, LocalQueue> young = new HashMap<>();
  private Map<Hold, LocalQueue> older = new HashMap<>();
  private boolean walking;

  GrantPatrol(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  synchronized void add(Hold hold, LocalQueue queue) {
    young.put(hold, queue);
    if (!walking) {
      walking = true;
      scheduler.after(ROUND, this::walk);
    }
  }

  synchronized void forget(Hold hold) {
    if (young.remove(hold) == null) {
      older.remove(hold);
    }
  }

  private void walk() {
    Map<Hold, LocalQueue> due;
    synchronized (this) {
      due = older;
      older = young;
      young = new HashMap<>();
      walking = !older.isEmpty();
      if (walking) {
        scheduler.after(ROUND, this::walk);
      }
    }
    due.forEach((hold, queue) -> hold.settle(() -> queue.nodeGone(hold), () -> add(hold, queue)));
  }
}
