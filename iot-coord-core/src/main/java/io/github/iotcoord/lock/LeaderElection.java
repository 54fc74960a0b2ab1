package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.Subscription;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Elects one of the processes that stand, for a term that lasts until it steps down or is lost: the
 * one that has stood longest.
 *
 * <p>Whoever does not stand can see who leads. What is seen may be late: only the leader's own
 * grant says whether it may act, and only the term, its fencing token, keeps a deposed leader that
 * does not know it yet from harm.
 *
 * <p><b>Connection.</b> For candidates SUSPENDED, LOST and RECONNECTED mean the same as for {@link
 * DistributedLock}. An observer keeps what it saw while the connection is SUSPENDED or LOST, and
 * looks again after RECONNECTED. Thread-safe.
 *
 * <p>Znodes: {@code <root>/elections/<name>}, a container, and in it {@code candidate-<sequence>},
 * ephemeral, for each candidate.
 */
public interface LeaderElection {

  /**
   * Returns the election's name.
   *
   * @return the name that candidates agree on
   */
  String name();

  /**
   * Stands for election, until the candidate is closed.
   *
   * @return a candidate, to be closed by the caller
   * @throws CoordinationClosedException if the {@code IotCoord} is closed
   */
  Candidate stand();

  /**
   * Asks who leads.
   *
   * @return the leader, or empty if nobody stands
   * @throws InterruptedException if interrupted while waiting for the answer
   * @throws CoordinationUnavailableException if ZooKeeper does not answer within the operation
   *     timeout
   */
  Optional<Leader> leader() throws InterruptedException;

  /**
   * Observes who leads: the present state first, then every change of it that is seen. Of several
   * quick changes only the last may be seen.
   *
   * @param observer called in order, one call at a time; empty if nobody stands. What it throws is
   *     logged
   * @param executor the thread or threads that the observer is called on
   * @return the registration
   * @throws IllegalArgumentException if either is null
   * @throws CoordinationClosedException if the {@code IotCoord} is closed
   */
  Subscription observe(Consumer<Optional<Leader>> observer, Executor executor);
}
