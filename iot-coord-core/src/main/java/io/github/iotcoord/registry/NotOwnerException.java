package io.github.iotcoord.registry;

import io.github.iotcoord.CoordinationException;

/** A device is owned by another process, or by another life of this one. */
public class NotOwnerException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what went wrong, naming the thing it went wrong with
   */
  public NotOwnerException(String message) {
    super(message);
  }
}
