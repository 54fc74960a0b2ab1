package io.github.iotcoord.lock;

/**
 * How a {@link DistributedLock} is held. Immutable; begin with {@link #defaults()}.
 *
 * @param reuse whether a released lock stays with this process while nobody else asks for it, so
 *     that the next acquisition here needs no answer from ZooKeeper. Grants that follow each other
 *     in this way share one node and one {@linkplain LockGrant#token() token}. A rival that comes
 *     gets the lock as soon as it is released here and its coming was heard of. In ZooKeeper a lock
 *     that is kept looks like one that is held
 */
public record LockOptions(boolean reuse) {

  /**
   * Returns the defaults: no reuse.
   *
   * @return the defaults
   */
  public static LockOptions defaults() {
    return new LockOptions(false);
  }

  /**
   * Returns the same options with reuse.
   *
   * @return new options
   */
  public LockOptions withReuse() {
    return new LockOptions(true);
  }
}
