package io.github.iotcoord.lock;

import java.util.List;

/**
 * The right that a {@link MultiLock} gives: valid while every one of its grants is, lost when the
 * first of them is lost. Closing it closes them all. Thread-safe.
 */
public interface MultiLockGrant extends Grant {

  /**
   * Returns the grants, each with a token and fenced writes of its own.
   *
   * @return one grant for each name, in the order in which they were taken
   */
  List<LockGrant> grants();

  /**
   * Returns the grant of one lock.
   *
   * @param lockName the lock's name
   * @return its grant
   * @throws IllegalArgumentException if the lock is none of these
   */
  LockGrant grant(String lockName);
}
