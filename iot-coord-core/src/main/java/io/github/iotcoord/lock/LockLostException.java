package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationException;
import org.jspecify.annotations.Nullable;

/** A grant no longer holds, or can no longer be known to hold. */
public class LockLostException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which grant, and why
   * @param cause the underlying failure, if there is one
   */
  public LockLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
