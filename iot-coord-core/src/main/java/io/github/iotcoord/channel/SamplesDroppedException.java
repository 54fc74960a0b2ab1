package io.github.iotcoord.channel;

import io.github.iotcoord.CoordinationException;

/**
 * Samples were given up before they were committed: the buffer was full, or the channel was closed.
 */
public class SamplesDroppedException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what went wrong, naming the thing it went wrong with
   */
  public SamplesDroppedException(String message) {
    super(message);
  }
}
