package io.github.iotcoord.internal.lock;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may go in, given who stands before. Whoever may go in may do so until they leave.
 *
 * <p>Whoever may not go in waits for one place only, of which it is certain that it must go before.
 */
interface Rule {

  /** What must happen before a place is worth looking at again. */
  enum Until {
    /** The place in the way has gone, and then nobody else is in the way. */
    LAST_GONE,
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

  /** Whether a place may go in among so many others, wherever they stand. */
  boolean admits(int others);

  /** One at a time. */
  static Rule exclusive() {
    return new OneAtATime(place -> true);
  }

  /** Any number, but after every writer before them. */
  static Rule shared() {
    return new OneAtATime(place -> place.kind() == Kind.WRITE);
  }

  /**
   * A number at a time. The first that waits must hear when any of those inside leaves; each of the
   * others has only to hear when the one before it is not waiting any more. So a release wakes one,
   * and one that goes in says so to the next by touching its node.
   */
  static Rule permits(int permits) {
    return new SomeAtATime(permits);
  }

  /**
   * Waits for all of some kind.
   *
   * <p>The last one in the way goes in when those before it have gone; so who waits for the last
   * but one, and then looks, is ready to go in at once when the last one leaves.
   */
  record OneAtATime(Predicate<Place> isInTheWay) implements Rule {
    @Override
    public @Nullable Obstacle obstacle(List<Place> before) {
      Place last = null;
      for (int i = before.size() - 1; i >= 0; i--) {
        Place place = before.get(i);
        if (isInTheWay.test(place)) {
          if (last != null) {
            return new Obstacle(place, Until.GONE);
          }
          last = place;
        }
      }
      return last == null ? null : new Obstacle(last, Until.LAST_GONE);
    }

    @Override
    public boolean admits(int others) {
      return others == 0;
    }
  }

  /** Waits until fewer are before it than there are permits. */
  record SomeAtATime(int permits) implements Rule {
    @Override
    public @Nullable Obstacle obstacle(List<Place> before) {
      int ahead = before.size();
      if (ahead < permits) {
        return null;
      }
      return new Obstacle(before.get(ahead - 1), ahead == permits ? Until.ANYTHING : Until.CHANGED);
    }

    @Override
    public boolean admits(int others) {
      return others < permits;
    }
  }
}
