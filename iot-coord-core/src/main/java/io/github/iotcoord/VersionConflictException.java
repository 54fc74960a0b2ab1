package io.github.iotcoord;

/** Something was changed by somebody else since the version that a change is based on. */
public class VersionConflictException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what went wrong, naming the thing it went wrong with
   */
  public VersionConflictException(String message) {
    super(message);
  }
}
