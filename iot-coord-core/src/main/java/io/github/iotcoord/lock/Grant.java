package io.github.iotcoord.lock;

import io.github.iotcoord.Subscription;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The right to act, until it is closed or lost.
 *
 * <p>{@link #isValid()} is decided by the clock and not by events, so that a process that was
 * paused beyond its session sees false at its first look. Between that look and the action there is
 * time again: what must never be done twice carries a fencing token, and its target refuses a token
 * lower than one that it has seen.
 *
 * <p><b>Connection.</b> SUSPENDED: not valid, and not lost. LOST: lost for good. RECONNECTED on the
 * same session: valid again when its node has been found there. A handle, and no property of a
 * thread: any thread may use it, hand it on, and close it. Thread-safe.
 */
public interface Grant extends AutoCloseable {

  /**
   * Tells whether the grant certainly holds at this moment. False while the connection is SUSPENDED
   * and possibly true again afterwards; false for ever once it is lost or closed.
   *
   * @return whether acting is permitted
   */
  boolean isValid();

  /**
   * Throws unless the grant is valid.
   *
   * @throws LockLostException if {@link #isValid()} is false
   */
  void requireValid();

  /**
   * Returns for how long the grant certainly holds if nothing more is heard from ZooKeeper.
   *
   * @return the time left, zero when the grant is not valid
   */
  Duration remaining();

  /**
   * Asks to be told, once, when the grant is lost: when its session has ended or its node is gone.
   * Closing the grant is not a loss, and neither is SUSPENDED. Told at once if the grant is lost
   * already. What a listener throws is logged.
   *
   * @param listener called at most once
   * @param executor the thread that the listener is called on
   * @return the registration
   * @throws IllegalArgumentException if either is null
   */
  Subscription onLost(Runnable listener, Executor executor);

  /**
   * Gives the grant up. Returns at once; the node's deletion is tried again in the background until
   * it is done or the Curator client is closed. Idempotent.
   */
  @Override
  void close();
}
