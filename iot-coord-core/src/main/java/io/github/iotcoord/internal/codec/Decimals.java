package io.github.iotcoord.internal.codec;

/**
 * Doubles as whole numbers of some power of ten, as in ALP (Afroozeh, Kuffó and Boncz: ALP:
 * Adaptive Lossless floating-Point Compression, SIGMOD 2023). A mantissa is divided by the power,
 * both of which are exact in binary64, so IEEE 754 has it that every machine gets the same double:
 * the one next to the decimal.
 */
final class Decimals {
  /** The greatest power of ten that binary64 holds exactly is 10^22. */
  static final int MOST = 22;

  /** Every whole number up to it is exact in binary64. */
  static final long LARGEST = 1L << 53;

  private static final double[] POWERS = new double[MOST + 1];

  static {
    long power = 1;
    for (int i = 0; i <= MOST; i++) {
      POWERS[i] = i <= 18 ? power : POWERS[i - 1] * 10;
      power *= 10;
    }
  }

  private Decimals() {}

  static double value(long mantissa, int decimals) {
    return mantissa / POWERS[decimals];
  }

  /** The mantissa that is nearest, as a double, which is another one than 0 for -0.0. */
  static double mantissa(double value, int decimals) {
    return Math.rint(value * POWERS[decimals]);
  }

  /** Whether a value comes back from its mantissa bit by bit. */
  static boolean isExact(double value, double mantissa, int decimals) {
    return mantissa / POWERS[decimals] == value
        && (mantissa != 0 || Double.doubleToRawLongBits(value) == 0);
  }

  static double power(int decimals) {
    return POWERS[decimals];
  }
}
