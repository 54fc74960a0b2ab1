package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Lets one actor act at a time, across processes: first come, first served.
 *
 * <p>What is acquired is a {@link LockGrant}, a handle that any thread may hold or pass on. The
 * lock does not know threads: a second acquisition by the same thread waits for the first to be
 * released, and whoever holds a grant enters again by {@link LockGrant#reenter()}. The grant
 * carries a fencing token, because no lock over a network can by itself keep a paused process from
 * acting late: see {@code docs/guarantees.md}.
 *
 * <p>Attempts of one process at one lock queue in that process: it has at most a handful of nodes
 * in ZooKeeper for them, and one watch, and hands over from one to the next without waiting for an
 * answer where no other process stands between them. They are served in order; between processes
 * the order is that of their nodes.
 *
 * <p><b>Connection.</b> While it is SUSPENDED, waiting goes on and no grant is valid; when the
 * session is LOST, waiting begins anew at the end of the queue and every grant is lost. After
 * RECONNECTED on the same session a grant is valid again once its node has been found there. A node
 * whose creation had an unknown outcome is found again or removed. Thread-safe.
 *
 * <p>Znodes: {@code <root>/locks/<name>}, a container, and in it {@code lock-<sequence>},
 * ephemeral. A process watches the node that its first waiting attempt waits for, and a node of its
 * own that it has held for a while.
 */
public interface DistributedLock {

  /**
   * Returns the lock's name.
   *
   * @return the name that actors agree on
   */
  String name();

  /**
   * Acquires the lock, waiting for as long as it takes, outages of ZooKeeper included.
   *
   * @return the grant, valid at the moment of return
   * @throws InterruptedException if interrupted while waiting; no node is left behind
   * @throws CoordinationClosedException if the {@code IotCoord} is closed, also while waiting
   */
  LockGrant lock() throws InterruptedException;

  /**
   * Acquires the lock if that is possible within a time, which is kept whatever ZooKeeper does.
   *
   * @param timeout how long to wait; zero asks once, and waits for the answer no longer than the
   *     operation timeout
   * @return the grant, valid at the moment of return; or empty if somebody else held the lock
   * @throws InterruptedException if interrupted while waiting; no node is left behind
   * @throws IllegalArgumentException if the timeout is null or negative
   * @throws CoordinationUnavailableException if ZooKeeper could not be asked within the time, or
   *     the session is not certainly alive at its end
   * @throws CoordinationClosedException if the {@code IotCoord} is closed, also while waiting
   */
  Optional<LockGrant> tryLock(Duration timeout) throws InterruptedException;

  /**
   * Acquires the lock without blocking a thread. Cancelling the future gives the attempt up, and
   * leaves no node behind; a grant that comes too late for that is released.
   *
   * @return completes with the grant, valid at that moment, on one of the library's threads: stages
   *     that depend on it must not block. Fails with {@link CoordinationClosedException} if the
   *     {@code IotCoord} is closed before that
   * @throws CoordinationClosedException if the {@code IotCoord} is closed already
   */
  CompletableFuture<LockGrant> lockAsync();
}
