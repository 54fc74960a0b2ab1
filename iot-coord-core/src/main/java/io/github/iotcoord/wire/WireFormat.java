package io.github.iotcoord.wire;

/** The numbers of the wire format, {@code docs/wire-format/v1.md}. */
public final class WireFormat {
  /** The format of all but segments that this library writes, and the only one that it reads. */
  public static final int VERSION = 1;

  /** The format of segments that this library writes, and the only one that it reads. */
  public static final int SEGMENT_VERSION = 2;

  /** Over how many buckets device ids are hashed. */
  public static final int BUCKETS = 256;

  /**
   * The most bytes that this library puts into one znode; ZooKeeper's own limit is just under 1
   * MiB.
   */
  public static final int MAX_PAYLOAD = 512 * 1024;

  private WireFormat() {}

  /**
   * Checks a payload's format number.
   *
   * @param what the kind of payload, for the message
   * @param found the number in the payload
   * @throws UnsupportedFormatException if this library cannot read it
   */
  public static void requireSupported(String what, int found) {
    requireSupported(what, found, VERSION);
  }

  /**
   * Checks the format number of a kind of payload that has a number of its own.
   *
   * @param what the kind of payload, for the message
   * @param found the number in the payload
   * @param supported the number that this library reads
   * @throws UnsupportedFormatException if this library cannot read it
   */
  public static void requireSupported(String what, int found, int supported) {
    if (found != supported) {
      throw new UnsupportedFormatException(what, found, supported);
    }
  }
}
