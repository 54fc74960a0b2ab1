package io.github.iotcoord.wire;

/**
 * A payload carries a format number that this version cannot read.
 *
 * <p>{@link #tooNew()} tells the two cases apart: a newer library wrote it, and this one should be
 * upgraded; or it is older than any format that is still read, and must be migrated.
 */
public class UnsupportedFormatException extends WireFormatException {
  private static final long serialVersionUID = 1L;

  private final int found;

  /**
   * Creates an exception.
   *
   * @param what the kind of payload
   * @param found the number that was found
   */
  public UnsupportedFormatException(String what, int found) {
    super(
        found > WireFormat.VERSION
            ? what
                + " has format "
                + found
                + ", newer than "
                + WireFormat.VERSION
                + ", the newest that this library reads: upgrade the library"
            : what
                + " has format "
                + found
                + ", older than "
                + WireFormat.VERSION
                + ", the oldest that this library reads: migrate the data",
        null);
    this.found = found;
  }

  /**
   * Returns the number that was found.
   *
   * @return the payload's format number
   */
  public int found() {
    return found;
  }

  /**
   * Tells whether the payload is too new rather than too old.
   *
   * @return whether a newer library wrote it
   */
  public boolean tooNew() {
    return found > WireFormat.VERSION;
  }
}
