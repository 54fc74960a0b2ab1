package io.github.iotcoord.failure;

/**
 * Numbers in 16 bits: the upper bits of a float, with an exponent of five bits. Good to one part in
 * four thousand (without sign) or two thousand (with sign).
 */
final class MiniFloat {
  private static final int MOST = 0xffff;

  // Without sign: 11 bits of fraction, from 2^-24 (which stands for zero) to 2^8.
  private static final int FRACTION_SHIFT = 12;
  private static final int LEAST = (127 - 24) << 11;

  // With sign: 10 bits of fraction, from 2^-24 to 2^8.
  private static final int SIGNED_SHIFT = 13;
  private static final int SIGNED_LEAST = (127 - 24) << 10;

  private MiniFloat() {}

  /** Packs a number from 0 to 256; a smaller one becomes 0, a larger one 256. */
  static int pack(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    int code = ((bits + (1 << (FRACTION_SHIFT - 1))) >> FRACTION_SHIFT) - LEAST;
    return Math.max(0, Math.min(MOST, code));
  }

  static double unpack(int code) {
    return code == 0 ? 0 : Float.intBitsToFloat((code + LEAST) << FRACTION_SHIFT);
  }

  /** Packs a number from -256 to 256. */
  static int packSigned(double value) {
    int bits = Float.floatToRawIntBits((float) Math.abs(value));
    int code = ((bits + (1 << (SIGNED_SHIFT - 1))) >> SIGNED_SHIFT) - SIGNED_LEAST;
    code = Math.max(0, Math.min(MOST >> 1, code));
    return value < 0 ? code | 0x8000 : code;
  }

  static double unpackSigned(int code) {
    int size = code & 0x7fff;
    float value = size == 0 ? 0 : Float.intBitsToFloat((size + SIGNED_LEAST) << SIGNED_SHIFT);
    return (code & 0x8000) != 0 ? -value : value;
  }
}
