package io.github.iotcoord.channel;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a subscription begins. Immutable.
 *
 * @param kind how the place is given
 * @param after for {@link Kind#AFTER}, the number of the last segment that is not wanted, by
 *     publisher; a publisher that is not named begins at its oldest
 */
public record SubscriptionStart(Kind kind, Map<String, Long> after) {

  /** How the place is given. */
  public enum Kind {
    /** With what is published from now on. */
    NOW,
    /** With the oldest that retention has kept. */
    OLDEST,
    /** After given positions. */
    AFTER
  }

  /**
   * Creates a start.
   *
   * @param kind how the place is given
   * @param after the last segments that are not wanted
   * @throws IllegalArgumentException if the kind or the positions are missing
   */
  public SubscriptionStart {
    if (kind == null || after == null) {
      throw new IllegalArgumentException("kind and after must not be null");
    }
    after = Map.copyOf(after);
  }

  /**
   * Begins with what is committed after {@code subscribe} has returned; of what is committed during
   * the call, some may be delivered.
   *
   * @return the start
   */
  public static SubscriptionStart now() {
    return new SubscriptionStart(Kind.NOW, Map.of());
  }

  /**
   * Begins with the oldest that there is.
   *
   * @return the start
   */
  public static SubscriptionStart oldest() {
    return new SubscriptionStart(Kind.OLDEST, Map.of());
  }

  /**
   * Resumes after what was delivered before.
   *
   * @param last the last position delivered of each publisher
   * @return the start
   */
  public static SubscriptionStart after(Collection<SegmentPosition> last) {
    Map<String, Long> positions = new HashMap<>();
    for (SegmentPosition position : last) {
      positions.merge(position.publisher(), position.number(), Math::max);
    }
    return new SubscriptionStart(Kind.AFTER, positions);
  }
}
