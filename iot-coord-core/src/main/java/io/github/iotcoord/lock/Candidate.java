package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One process's part in a {@link LeaderElection}: it leads, or waits to lead, until it is closed.
 *
 * <p>Each term is a {@link LockGrant}: its token is the term's number, and {@code onLost} tells
 * when it is lost. A candidate whose term has ended in any way stands again by itself, at the end
 * of the queue, unless it is closed. Thread-safe.
 */
public interface Candidate extends AutoCloseable {

  /**
   * Tells whether this candidate certainly leads at this moment.
   *
   * @return whether the present term's grant is valid
   */
  boolean isLeader();

  /**
   * Returns the present term.
   *
   * @return the grant, possibly not valid at this moment while the connection is SUSPENDED; empty
   *     if this candidate does not lead
   */
  Optional<LockGrant> term();

  /**
   * Waits until this candidate leads.
   *
   * @return the term's grant, valid at the moment of return
   * @throws InterruptedException if interrupted while waiting; the candidate stands all the same
   * @throws CoordinationClosedException if the candidate is closed, also while waiting
   */
  LockGrant awaitTerm() throws InterruptedException;

  /**
   * Waits until this candidate leads, but not longer than a time.
   *
   * @param timeout how long to wait
   * @return the term's grant, valid at the moment of return; empty if the time is over
   * @throws InterruptedException if interrupted while waiting; the candidate stands all the same
   * @throws IllegalArgumentException if the timeout is null or negative
   * @throws CoordinationClosedException if the candidate is closed, also while waiting
   */
  Optional<LockGrant> awaitTerm(Duration timeout) throws InterruptedException;

  /**
   * Waits for a term without blocking a thread. Cancelling the future changes nothing else.
   *
   * @return completes with the present term's grant, or else with the next one's, on one of the
   *     library's threads: stages that depend on it must not block. Fails with {@link
   *     CoordinationClosedException} if the candidate is closed before that
   */
  CompletableFuture<LockGrant> termAsync();

  /**
   * Asks to be told of every term that begins, the present one included.
   *
   * @param listener called in order, one call at a time, with the term's grant; what it throws is
   *     logged
   * @param executor the thread or threads that the listener is called on
   * @return the registration
   * @throws IllegalArgumentException if either is null
   */
  Subscription onElected(Consumer<LockGrant> listener, Executor executor);

  /**
   * Ends the present term and stands again at the end of the queue, so that another candidate, if
   * there is one, leads next. Does nothing if this candidate does not lead.
   */
  void stepDown();

  /** Ends the present term, if there is one, and stands no more. Idempotent. */
  @Override
  void close();
}
