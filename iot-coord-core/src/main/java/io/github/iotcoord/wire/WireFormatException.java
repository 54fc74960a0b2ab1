package io.github.iotcoord.wire;

import io.github.iotcoord.CoordinationException;
import org.jspecify.annotations.Nullable;

/** A znode's payload is not what the wire format says it should be. */
public class WireFormatException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, naming the field
   * @param cause the parser's exception, if there is one
   */
  public WireFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
