package io.github.iotcoord.channel;

import io.github.iotcoord.wire.Names;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Where a subscription begins. Immutable. */
public sealed interface SubscriptionStart {

  /** With what is published from now on. */
  record Now() implements SubscriptionStart {}

  /** With the oldest that retention has kept. */
  record Oldest() implements SubscriptionStart {}

  /**
   * After given positions.
   *
   * @param last the number of the last segment that is not wanted, by publisher; a publisher that
   *     is not named begins with its oldest
   */
  record After(Map<String, Long> last) implements SubscriptionStart {

    /**
     * Creates a start.
     *
     * @param last the last segments that are not wanted
     * @throws IllegalArgumentException if the positions are missing
     */
    public After {
      if (last == null) {
        throw new IllegalArgumentException("last must not be null");
      }
      last = Map.copyOf(last);
    }
  }

  /**
   * With the first segment of each publisher that was committed at a time or later.
   *
   * @param time by the servers' clock
   */
  record At(Instant time) implements SubscriptionStart {

    /**
     * Creates a start.
     *
     * @param time by the servers' clock
     * @throws IllegalArgumentException if it is missing
     */
    public At {
      if (time == null) {
        throw new IllegalArgumentException("time must not be null");
      }
    }
  }

  /**
   * Where the subscription of a name has come to.
   *
   * @param name the name
   * @param otherwise where to begin if there is no subscription of that name yet
   */
  record Stored(String name, SubscriptionStart otherwise) implements SubscriptionStart {

    /**
     * Creates a start.
     *
     * @param name the subscription's name
     * @param otherwise where to begin if there is none of that name yet
     * @throws IllegalArgumentException if the name cannot be an element of a path, or {@code
     *     otherwise} is missing or itself a stored position
     */
    public Stored {
      Names.require("subscription name", name);
      if (otherwise == null || otherwise instanceof Stored) {
        throw new IllegalArgumentException(
            "otherwise must be a start that needs no stored position, was " + otherwise);
      }
    }
  }

  /**
   * Begins with what is committed after {@code subscribe} has returned; of what is committed during
   * the call, some may be delivered.
   *
   * @return the start
   */
  static SubscriptionStart now() {
    return new Now();
  }

  /**
   * Begins with the oldest that there is.
   *
   * @return the start
   */
  static SubscriptionStart oldest() {
    return new Oldest();
  }

  /**
   * Resumes after what was delivered before.
   *
   * @param last the last position delivered of each publisher
   * @return the start
   */
  static SubscriptionStart after(Collection<SegmentPosition> last) {
    Map<String, Long> positions = new HashMap<>();
    for (SegmentPosition position : last) {
      positions.merge(position.publisher(), position.number(), Math::max);
    }
    return new After(positions);
  }

  /**
   * Begins, in each publisher's log, with the first segment that was committed at a time or later.
   *
   * <p>The time is the one that ZooKeeper's leader gave the segment when it was committed, not the
   * samples' event time. Where the leaders' clocks differ, or one was set back, by up to some span,
   * the beginning is off by no more than that span. If retention has taken what was committed then,
   * the subscription begins with the oldest that is left, and is not told of a gap, because nobody
   * knows its size. A time that has not come yet is as {@link #now()}.
   *
   * @param time by the servers' clock
   * @return the start
   */
  static SubscriptionStart at(Instant time) {
    return new At(time);
  }

  /**
   * Goes on where the last subscription of this name stood, in this process or another; its
   * position is kept in ZooKeeper.
   *
   * <p>The position is stored when the listener has returned, at most once a second while it moves,
   * and when the subscription is closed. So after a crash what the listener was given since the
   * position was last stored with success is delivered again: usually that of a second or two, and
   * more if the connection had been away. Who must not see anything twice stores each {@link
   * SegmentPosition} together with its own results, and resumes with {@link #after}.
   *
   * <p>One subscription at a time goes on under a name: the newest takes over, and the one before
   * is {@linkplain SampleListener#stopped stopped} when it stores its position the next time. Until
   * then both are delivered to. Nothing is lost by that: the one that takes over begins with the
   * last position that was stored. A {@code subscribe} that times out or is interrupted takes the
   * name over no more, except by a request that had been sent by then; in that case the one before
   * is stopped although nobody follows, and whoever subscribes next goes on from its position.
   *
   * @param name the subscription's name, unique in the channel
   * @param otherwise where to begin if there is no subscription of that name yet
   * @return the start
   */
  static SubscriptionStart stored(String name, SubscriptionStart otherwise) {
    return new Stored(name, otherwise);
  }
}
