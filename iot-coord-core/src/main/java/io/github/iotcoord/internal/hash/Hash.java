package io.github.iotcoord.internal.hash;

/**
 * The hashes that all processes must agree on, in whatever language: FNV-1a of 64 bits over the
 * UTF-16 code units, high byte first, and the finalizer of MurmurHash3.
 */
public final class Hash {
  private Hash() {}

  /** The hash of a text; allocates nothing. */
  public static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      hash = (hash ^ (unit >>> 8)) * 0x100000001b3L;
      hash = (hash ^ (unit & 0xff)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** Spreads bits: each bit of the argument moves about half of those of the result. */
  public static long mix(long value) {
    long hash = value;
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  /** The upper 53 bits as a number above 0 and below 1. */
  public static double uniform(long hash) {
    return ((hash >>> 11) + 0.5) * 0x1p-53;
  }
}
