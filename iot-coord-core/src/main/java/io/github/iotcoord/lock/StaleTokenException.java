package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationException;

/** A fencing token is lower than one that has been seen: its holder's lock has moved on. */
public class StaleTokenException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which token, and which one is higher
   */
  public StaleTokenException(String message) {
    super(message);
  }
}
