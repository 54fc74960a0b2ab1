package io.github.iotcoord.internal.lock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may go in, given who stands before. Whoever may go in may do so until they leave. */
@FunctionalInterface
interface Rule {

  /** What must happen before a place is worth looking at again. */
  enum Until {
    /** The place in the way has gone. */
    GONE,
    /** The place in the way has gone, or its holder has said that it went in. */
    CHANGED,
    /** Anybody has come or gone. */
    ANYTHING
  }

  /** Whom to wait for, and what. */
  record Obstacle(Place place, Until until) {}

  /** What keeps a place from going in, given those before it in order; null if nothing does. */
  @Nullable Obstacle obstacle(List<Place> before);

  /** One at a time. */
  static Rule exclusive() {
    return before ->
        before.isEmpty() ? null : new Obstacle(before.get(before.size() - 1), Until.GONE);
  }

  /** Any number, but after every writer before them. */
  static Rule shared() {
    return before -> {
      for (int i = before.size() - 1; i >= 0; i--) {
        if (before.get(i).kind() == Kind.WRITE) {
          return new Obstacle(before.get(i), Until.GONE);
        }
      }
      return null;
    };
  }

  /**
   * A number at a time. The first that waits must hear when any of those inside leaves; each of the
   * others has only to hear when the one before it is not waiting any more. So a release wakes one,
   * and one that goes in says so to the next by touching its node.
   */
  static Rule permits(int permits) {
    return before -> {
      int ahead = before.size();
      if (ahead < permits) {
        return null;
      }
      return new Obstacle(before.get(ahead - 1), ahead == permits ? Until.ANYTHING : Until.CHANGED);
    };
  }
}
