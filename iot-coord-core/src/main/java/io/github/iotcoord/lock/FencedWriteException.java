package io.github.iotcoord.lock;

import io.github.iotcoord.CoordinationException;

/** One of the writes of a fenced transaction is not possible, and so none was carried out. */
public class FencedWriteException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /** What stands in a write's way. */
  public enum Reason {
    /** The node, or the parent of the one to be created, does not exist. */
    NO_NODE,
    /** The node to be created exists. */
    NODE_EXISTS,
    /** The node has another version than expected. */
    VERSION_CONFLICT,
    /** The node to be deleted has children. */
    NOT_EMPTY,
    /** Something else, which the cause tells. */
    OTHER
  }

  private final String path;
  private final Reason reason;

  /**
   * Creates an exception.
   *
   * @param message which write, and what stands in its way
   * @param path the path of that write
   * @param reason what stands in its way
   * @param cause the underlying failure
   */
  public FencedWriteException(String message, String path, Reason reason, Throwable cause) {
    super(message, cause);
    this.path = path;
    this.reason = reason;
  }

  /**
   * Returns the path of the write that is not possible.
   *
   * @return the path as it was given
   */
  public String path() {
    return path;
  }

  /**
   * Returns what stands in the write's way.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
