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
  private final boolean tooNew;

  /**
   * Creates an exception.
   *
   * @param what the kind of payload
   * @param found the number that was found
   * @param supported the number that this library reads
   */
  public UnsupportedFormatException(String what, int found, int supported) {
    super(
        found > supported
            ? what
                + " has format "
                + found
                + ", newer than "
                + supported
                + ", the newest that this library reads: upgrade the library"
            : what
                + " has format "
                + found
                + ", older than "
                + supported
                + ", the oldest that this library reads: migrate the data",
        null);
    this.found = found;
    this.tooNew = found > supported;
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
    return tooNew;
  }
}
