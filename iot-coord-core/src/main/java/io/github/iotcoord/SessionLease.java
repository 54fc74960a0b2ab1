package io.github.iotcoord;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What this process may believe of its ZooKeeper session, and until when.
 *
 * <p>One lease serves every recipe of an {@link IotCoord}. It is kept by one {@code sync} request
 * every quarter of the session or oftener, and counts on the monotonic clock from the moment a
 * request was <em>sent</em> that later answers have proven to be known to the leader, so that a
 * process that was paused sees {@link #isValid()} false at its first look, before any event has
 * arrived. {@code docs/guarantees.md} derives the bound.
 *
 * <p>On SUSPENDED the lease leaves {@link State#HELD} for {@link State#UNCERTAIN}; on RECONNECTED
 * with the same session it returns with the first answer, if what was proven before still reaches,
 * and otherwise when three requests over a tick and a half have proven something new; when the
 * session ends it passes {@link State#LOST} and then follows the session that Curator creates in
 * its place. Thread-safe.
 */
public interface SessionLease {

  /** What is known of the session. */
  enum State {
    /** The ensemble has acknowledged a request lately enough that the session cannot have ended. */
    HELD,
    /** The session may or may not have ended. */
    UNCERTAIN,
    /** The session has ended, and with it every ephemeral node and every grant that stood on it. */
    LOST
  }

  /**
   * Returns the state at this moment, by the clock.
   *
   * @return the state; never {@link State#HELD} beyond the time for which it is proven
   */
  State state();

  /**
   * Tells whether the session is certainly alive at this moment.
   *
   * @return whether {@link #state()} is {@link State#HELD}
   */
  default boolean isValid() {
    return state() == State.HELD;
  }

  /**
   * Returns for how long the session is certainly alive without another request.
   *
   * @return the time left, zero when the state is not {@link State#HELD}
   */
  Duration remaining();

  /**
   * Returns the id of the session that the lease stands for.
   *
   * @return ZooKeeper's session id, 0 before the first connection
   */
  long sessionId();

  /**
   * Adds a listener to changes of the state.
   *
   * @param listener called in order, one call at a time; what it throws is logged
   * @param executor the thread or threads that the listener is called on
   * @return the registration
   */
  Subscription addListener(Consumer<State> listener, Executor executor);
}
