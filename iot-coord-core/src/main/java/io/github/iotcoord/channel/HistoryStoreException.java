package io.github.iotcoord.channel;

import io.github.iotcoord.CoordinationException;

/** A history store could not do what it was asked for. */
public final class HistoryStoreException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what could not be done, and why
   */
  public HistoryStoreException(String message) {
    super(message);
  }

  /**
   * Creates an exception.
   *
   * @param message what could not be done
   * @param cause what the store's database said
   */
  public HistoryStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
