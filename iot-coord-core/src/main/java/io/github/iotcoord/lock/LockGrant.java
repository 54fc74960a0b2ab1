package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The right to act that one node in ZooKeeper stands for: a lock, a permit of a semaphore, or a
 * term of leadership. Thread-safe.
 */
public interface LockGrant extends Grant {

  /**
   * Returns the name of the lock, semaphore or election.
   *
   * @return the name that actors agree on
   */
  String lockName();

  /**
   * Returns the fencing token: the czxid of the grant's node, higher for every later grant of any
   * lock on the same ensemble. Only grants that share one node have the same token: those of {@link
   * #reenter()}, and those that follow each other under {@link LockOptions#reuse()}.
   *
   * @return the token
   */
  long token();

  /**
   * Returns another handle on the same right, with the same token. The lock is released when every
   * handle on it has been closed. This is how code that holds a lock calls code that wants it too:
   * it passes the grant, and the other one enters again instead of waiting for itself.
   *
   * @return a handle of its own, to be closed by the caller
   * @throws LockLostException if this handle is not valid
   */
  LockGrant reenter();

  /**
   * Carries writes out in one ZooKeeper transaction that can only succeed while this grant's node
   * exists: all of them, or none. Unlike a look at {@link #isValid()} before a write, nothing can
   * come in between.
   *
   * <p>An answer that is lost with the connection is settled when the connection is back, as long
   * as the session lives: the transaction leaves a mark on the grant's node. Writes of one grant
   * are carried out one after the other.
   *
   * @param writes adds the writes, and is called once, at once
   * @throws InterruptedException if interrupted while waiting; the writes may be carried out
   * @throws LockLostException if the lock has moved on, the grant is closed, or the session ended;
   *     the message tells if the writes may have been carried out before that
   * @throws FencedWriteException if one of the writes is not possible; none has been carried out
   * @throws CoordinationUnavailableException if ZooKeeper does not answer within the operation
   *     timeout; the writes may be carried out as long as the grant's node exists
   * @throws IllegalArgumentException if there is no write, or all together are larger than what
   *     ZooKeeper takes in one request
   */
  void fenced(Consumer<FencedWrites> writes) throws InterruptedException;

  /**
   * Does what {@link #fenced(Consumer)} does without blocking a thread.
   *
   * @param writes adds the writes, and is called once, at once
   * @return completes when the writes have been committed, on one of the library's threads; fails
   *     as {@link #fenced(Consumer)} does
   * @throws IllegalArgumentException if there is no write, or all together are larger than what
   *     ZooKeeper takes in one request
   */
  CompletableFuture<Void> fencedAsync(Consumer<FencedWrites> writes);
}
