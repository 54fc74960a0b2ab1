package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Several locks acquired as one: all of them, or none.
 *
 * <p>They are the same locks that {@link DistributedLock} gives by their names, taken one after the
 * other in the order of their names, whatever order they were given in: so actors that want
 * overlapping sets wait for each other and never for ever. While one is waited for, those before it
 * are held, and may be lost: then all are given up and taken again.
 *
 * <p>SUSPENDED, LOST and RECONNECTED mean the same as for {@link DistributedLock}. Thread-safe.
 */
public interface MultiLock {

  /**
   * Returns the names of the locks.
   *
   * @return the names in the order in which the locks are taken, without repetitions
   */
  List<String> names();

  /**
   * Acquires all locks, waiting for as long as it takes.
   *
   * @return the grant, valid at the moment of return
   * @throws InterruptedException if interrupted while waiting; nothing is left behind
   * @throws CoordinationClosedException if the {@code IotCoord} is closed, also while waiting
   */
  MultiLockGrant lock() throws InterruptedException;

  /**
   * Acquires all locks if that is possible within a time, which is kept whatever ZooKeeper does.
   *
   * @param timeout how long to wait for all of them together; zero asks for each once
   * @return the grant, valid at the moment of return; or empty if somebody else held one of them
   * @throws InterruptedException if interrupted while waiting; nothing is left behind
   * @throws IllegalArgumentException if the timeout is null or negative
   * @throws CoordinationUnavailableException if ZooKeeper could not be asked within the time
   * @throws CoordinationClosedException if the {@code IotCoord} is closed, also while waiting
   */
  Optional<MultiLockGrant> tryLock(Duration timeout) throws InterruptedException;

  /**
   * Acquires all locks without blocking a thread. Cancelling the future gives the attempt up, with
   * whatever has been acquired.
   *
   * @return completes with the grant on one of the library's threads: stages that depend on it must
   *     not block
   * @throws CoordinationClosedException if the {@code IotCoord} is closed already
   */
  CompletableFuture<MultiLockGrant> lockAsync();
}
