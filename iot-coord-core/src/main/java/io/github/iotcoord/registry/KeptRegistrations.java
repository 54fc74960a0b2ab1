package io.github.iotcoord.registry;

import java.util.Optional;

/**
 * Devices that a process keeps registered: it looks once at the beginning and once after each loss
 * of the session, and registers those that have no record then.
 *
 * <p>Records do not end with a session, so usually nothing is missing and nothing is written; what
 * makes them vanish is somebody who deletes them, or an ensemble that was restored from an old
 * backup. A device that has a record is left alone, also if another owner has taken it over. After
 * a loss of the session the look waits for the new session and then for a random time of up to
 * {@value #MOST_DELAY_SECONDS} seconds, so that a thousand gateways do not come at one moment. A
 * look that fails is repeated after as long. The loss of the connection without that of the session
 * causes none. Thread-safe.
 */
public interface KeptRegistrations extends AutoCloseable {
  /** The longest delay of a look, in seconds. */
  int MOST_DELAY_SECONDS = 10;

  /**
   * Returns how many looks have been completed without a failure.
   *
   * @return the number
   */
  long checks();

  /**
   * Returns how many devices were missing and have been registered.
   *
   * @return the number, those of the first look included
   */
  long repairs();

  /**
   * Returns why the last look failed, or failed for some device.
   *
   * @return the failure; empty if it did not fail
   */
  Optional<RuntimeException> lastFailure();

  /** Ends the keeping; the devices stay registered. Idempotent. */
  @Override
  void close();
}
