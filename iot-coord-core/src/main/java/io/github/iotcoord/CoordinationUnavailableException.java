package io.github.iotcoord;

import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper could not be reached, or did not answer in time.
 *
 * <p>The outcome of a write that ends this way is unknown: it may have been applied, may be applied
 * still, or may be lost. Every recipe says in its documentation how it resolves that.
 */
public class CoordinationUnavailableException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what could not be done
   * @param cause the underlying failure, if there is one
   */
  public CoordinationUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
