package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Lets a limited number of actors act at a time, across processes: first come, first served.
 *
 * <p>How many permits there are is said by each process that uses the semaphore, and is not written
 * down in ZooKeeper: all must say the same. An actor that was told of more permits than another may
 * go in where the other one waits.
 *
 * <p>SUSPENDED, LOST and RECONNECTED mean the same as for {@link DistributedLock}. Thread-safe.
 *
 * <p>Znodes: {@code <root>/semaphores/<name>}, a container, and in it {@code permit-<sequence>},
 * ephemeral.
 */
public interface DistributedSemaphore {

  /**
   * Returns the semaphore's name.
   *
   * @return the name that actors agree on
   */
  String name();

  /**
   * Returns how many may act at a time.
   *
   * @return the number of permits
   */
  int permits();

  /**
   * Acquires a permit, waiting for as long as it takes, outages of ZooKeeper included.
   *
   * @return the permit, valid at the moment of return
   * @throws InterruptedException if interrupted while waiting; no node is left behind
   * @throws CoordinationClosedException if the {@code IotCoord} is closed, also while waiting
   */
  LockGrant acquire() throws InterruptedException;

  /**
   * Acquires a permit if that is possible within a time, which is kept whatever ZooKeeper does.
   *
   * @param timeout how long to wait; zero asks once, and waits for the answer no longer than the
   *     operation timeout
   * @return the permit, valid at the moment of return; or empty if none was free
   * @throws InterruptedException if interrupted while waiting; no node is left behind
   * @throws IllegalArgumentException if the timeout is null or negative
   * @throws CoordinationUnavailableException if ZooKeeper could not be asked within the time, or
   *     the session is not certainly alive at its end
   * @throws CoordinationClosedException if the {@code IotCoord} is closed, also while waiting
   */
  Optional<LockGrant> tryAcquire(Duration timeout) throws InterruptedException;

  /**
   * Acquires a permit without blocking a thread. Cancelling the future gives the attempt up.
   *
   * @return completes with the permit, valid at that moment, on one of the library's threads:
   *     stages that depend on it must not block. Fails with {@link CoordinationClosedException} if
   *     the {@code IotCoord} is closed before that
   * @throws CoordinationClosedException if the {@code IotCoord} is closed already
   */
  CompletableFuture<LockGrant> acquireAsync();
}
