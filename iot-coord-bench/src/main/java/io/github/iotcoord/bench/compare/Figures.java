package io.github.iotcoord.bench.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as they are written down. */
final class Figures {
  private static final int DIGITS = 4;

  private Figures() {}

  /** No number, as 0 divided by 0. */
  static final String NONE = "-";

  /** At least four significant digits, no exponent, and a point whatever the locale. */
  static String plain(double figure) {
    if (Double.isNaN(figure)) {
      return NONE;
    }
    if (Double.isInfinite(figure)) {
      return figure > 0 ? "inf" : "-inf";
    }
    BigDecimal exact = BigDecimal.valueOf(figure);
    int integerDigits = exact.precision() - exact.scale();
    MathContext context = new MathContext(Math.max(DIGITS, integerDigits), RoundingMode.HALF_UP);
    BigDecimal rounded = exact.round(context);
    return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
  }
}
