package io.github.iotcoord;

/** The object, the {@link IotCoord} or the Curator client under it has been closed. */
public class CoordinationClosedException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param what what was closed
   */
  public CoordinationClosedException(String what) {
    super(what + " is closed");
  }
}
