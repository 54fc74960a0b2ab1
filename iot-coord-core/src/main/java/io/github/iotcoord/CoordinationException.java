package io.github.iotcoord;

import org.jspecify.annotations.Nullable;

/**
 * The root of what iot-coord throws when coordination fails.
 *
 * <p>Subclasses are named by the domain; ZooKeeper's own exception, where there is one, is the
 * cause. Bad arguments are {@link IllegalArgumentException}s and not part of this family.
 */
public class CoordinationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what went wrong, naming the thing it went wrong with
   */
  public CoordinationException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what went wrong, naming the thing it went wrong with
   * @param cause the underlying failure
   */
  public CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
