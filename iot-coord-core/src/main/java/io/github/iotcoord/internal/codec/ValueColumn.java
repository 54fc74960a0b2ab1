package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;

/**
 * The values of one metric in a segment that is being made: first all are shown to it, then it says
 * how they are best written, and then they are put into it. Not thread-safe.
 */
final class ValueColumn {
  /**
   * What the library writes is smaller than what it reads: only so far is it certain that a value
   * times a greater power of ten rounds to the mantissa.
   */
  private static final double LARGEST = 1L << 50;

  /** With so many values that are no decimals among the first, it is not tried any longer. */
  private static final int MANY = 16;

  private static final int EXCEPTION_BYTES = Integer.BYTES + Double.BYTES;

  private int count;
  private int bytes;
  private int decimals;
  private double largest;
  private int exceptions;
  private boolean hopeless;
  private boolean single = true;

  private long[] steps = {};
  private double[] values = {};
  private long[] exceptionAt = {};
  private int filled;
  private int excepted;
  private long before;

  /** Shows it a value; returns by how many bytes it has grown. */
  int show(double value) {
    count++;
    single &= (float) value == value;
    if (!hopeless && !fit(value)) {
      exceptions++;
      hopeless = exceptions > MANY + count / 8;
    }
    int before = bytes;
    bytes = hopeless ? binaryBytes() : Math.min(decimalBytes(), binaryBytes());
    return bytes - before;
  }

  private boolean fit(double value) {
    for (int more = decimals; more <= Decimals.MOST; more++) {
      double mantissa = Decimals.mantissa(value, more);
      double most = Math.max(Math.abs(mantissa), largest * Decimals.power(more - decimals));
      if (most > LARGEST) {
        return false;
      }
      if (Decimals.isExact(value, mantissa, more)) {
        decimals = more;
        largest = most;
        return true;
      }
    }
    return false;
  }

  boolean isDecimal() {
    return !hopeless && decimalBytes() < binaryBytes();
  }

  int decimals() {
    return decimals;
  }

  int exceptions() {
    return exceptions;
  }

  int count() {
    return count;
  }

  private int decimalBytes() {
    return count * TypedArrays.widthOf(2 * (long) largest) + exceptions * EXCEPTION_BYTES;
  }

  private int binaryBytes() {
    // A decimal is the better one of two that take as much, for its steps may be small.
    return count * (single ? Float.BYTES : Double.BYTES) + 1;
  }

  /** Begins to take the values that were shown, in the same order. */
  void begin() {
    boolean decimal = isDecimal();
    steps = new long[decimal ? count : 0];
    values = new double[decimal ? exceptions : count];
    exceptionAt = new long[decimal ? exceptions : 0];
  }

  /** Takes a value whose series has none before it. */
  void putFirst(double value, long[] last, int series) {
    put(value, before, last, series);
  }

  /** Takes a value whose series has one before it. */
  void putNext(double value, long[] last, int series) {
    put(value, last[series], last, series);
  }

  private void put(double value, long previous, long[] last, int series) {
    if (steps.length == 0) {
      values[filled++] = value;
      return;
    }
    double nearest = Decimals.mantissa(value, decimals);
    long mantissa = previous;
    if (Math.abs(nearest) <= LARGEST && Decimals.isExact(value, nearest, decimals)) {
      mantissa = (long) nearest;
    } else {
      exceptionAt[excepted] = filled;
      values[excepted++] = value;
    }
    steps[filled++] = mantissa - previous;
    last[series] = mantissa;
    before = mantissa;
  }

  /** Writes the values themselves, or the steps of their mantissas. */
  void write(CBORGenerator out) throws IOException {
    if (steps.length > 0) {
      TypedArrays.writeSigned(out, steps, count);
    } else if (single) {
      TypedArrays.writeFloats(out, values, count);
    } else {
      TypedArrays.writeDoubles(out, values, count);
    }
  }

  /** Writes which values are no decimals, and what they are. */
  void writeExceptions(CBORGenerator out) throws IOException {
    out.writeFieldName("i");
    TypedArrays.writeUnsigned(out, exceptionAt, excepted);
    out.writeFieldName("x");
    TypedArrays.writeDoubles(out, values, excepted);
  }
}
