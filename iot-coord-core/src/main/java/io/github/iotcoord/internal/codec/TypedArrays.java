package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Typed arrays of RFC 8746, little endian: a tag, and a byte string with the elements one after the
 * other.
 */
final class TypedArrays {
  static final int UINT8 = 64;
  static final int UINT16 = 69;
  static final int UINT32 = 70;
  static final int UINT64 = 71;
  static final int SINT8 = 72;
  static final int SINT16 = 77;
  static final int SINT32 = 78;
  static final int SINT64 = 79;
  static final int FLOAT32 = 85;
  static final int FLOAT64 = 86;

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle FLOAT = view(float[].class);
  private static final VarHandle DOUBLE = view(double[].class);

  private TypedArrays() {}

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes unsigned numbers, in the narrowest type that holds the greatest of them. */
  static void writeUnsigned(CBORGenerator out, long[] values, int count) throws IOException {
    long all = 0;
    for (int i = 0; i < count; i++) {
      all |= values[i];
    }
    int tag = all < 1 << 8 ? UINT8 : all < 1 << 16 ? UINT16 : all < 1L << 32 ? UINT32 : UINT64;
    write(out, tag, values, count);
  }

  /** Writes signed numbers, in the narrowest type that holds all of them. */
  static void writeSigned(CBORGenerator out, long[] values, int count) throws IOException {
    long all = 0;
    for (int i = 0; i < count; i++) {
      all |= magnitude(values[i]);
    }
    int tag =
        switch (widthOf(all)) {
          case 1 -> SINT8;
          case 2 -> SINT16;
          case 4 -> SINT32;
          default -> SINT64;
        };
    write(out, tag, values, count);
  }

  /** The bits of a signed number without its sign: not negative. */
  static long magnitude(long value) {
    return value ^ (value >> 63);
  }

  /** How many bytes an element takes in the narrowest signed type that holds this magnitude. */
  static int widthOf(long magnitude) {
    return magnitude < 1 << 7 ? 1 : magnitude < 1 << 15 ? 2 : magnitude < 1L << 31 ? 4 : 8;
  }

  private static void write(CBORGenerator out, int tag, long[] values, int count)
      throws IOException {
    int width = width(tag);
    byte[] data = new byte[count * width];
    switch (width) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          data[i] = (byte) values[i];
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(data, i * Short.BYTES, (short) values[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          INT.set(data, i * Integer.BYTES, (int) values[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          LONG.set(data, i * Long.BYTES, values[i]);
        }
      }
    }
    out.writeTag(tag);
    out.writeBinary(data);
  }

  /** Writes numbers that are exact in binary32. */
  static void writeFloats(CBORGenerator out, double[] values, int count) throws IOException {
    byte[] data = new byte[count * Float.BYTES];
    for (int i = 0; i < count; i++) {
      FLOAT.set(data, i * Float.BYTES, (float) values[i]);
    }
    out.writeTag(FLOAT32);
    out.writeBinary(data);
  }

  static void writeDoubles(CBORGenerator out, double[] values, int count) throws IOException {
    byte[] data = new byte[count * Double.BYTES];
    for (int i = 0; i < count; i++) {
      DOUBLE.set(data, i * Double.BYTES, values[i]);
    }
    out.writeTag(FLOAT64);
    out.writeBinary(data);
  }

  /** Reads unsigned numbers of any width. */
  static long[] unsigned(String field, int tag, byte[] data) {
    if (tag != UINT8 && tag != UINT16 && tag != UINT32 && tag != UINT64) {
      throw new WireFormatException(
          "'" + field + "' must be a typed array of tag 64, 69, 70 or 71, was tag " + tag, null);
    }
    long[] values = elements(field, tag, data);
    long mask = tag == UINT64 ? -1 : (1L << (8 * width(tag))) - 1;
    for (int i = 0; i < values.length; i++) {
      values[i] &= mask;
      if (values[i] < 0) {
        throw new WireFormatException("'" + field + "' has an element beyond 2^63 - 1", null);
      }
    }
    return values;
  }

  /** Reads signed numbers of any width. */
  static long[] signed(String field, int tag, byte[] data) {
    if (tag != SINT8 && tag != SINT16 && tag != SINT32 && tag != SINT64) {
      throw new WireFormatException(
          "'" + field + "' must be a typed array of tag 72, 77, 78 or 79, was tag " + tag, null);
    }
    return elements(field, tag, data);
  }

  /** Reads numbers in binary64 or binary32. */
  static double[] doubles(String field, int tag, byte[] data) {
    if (tag != FLOAT64 && tag != FLOAT32) {
      throw new WireFormatException(
          "'" + field + "' must be a typed array of tag 85 or 86, was tag " + tag, null);
    }
    double[] values = new double[count(field, tag, data)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          tag == FLOAT64
              ? (double) DOUBLE.get(data, i * Double.BYTES)
              : (float) FLOAT.get(data, i * Float.BYTES);
    }
    return values;
  }

  // With their sign, whether they have one or not.
  private static long[] elements(String field, int tag, byte[] data) {
    long[] values = new long[count(field, tag, data)];
    switch (width(tag)) {
      case 1 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = data[i];
        }
      }
      case 2 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (short) SHORT.get(data, i * Short.BYTES);
        }
      }
      case 4 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (int) INT.get(data, i * Integer.BYTES);
        }
      }
      default -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (long) LONG.get(data, i * Long.BYTES);
        }
      }
    }
    return values;
  }

  private static int count(String field, int tag, byte[] data) {
    if (data.length % width(tag) != 0) {
      throw new WireFormatException(
          "'" + field + "' has " + data.length + " bytes, no multiple of " + width(tag), null);
    }
    return data.length / width(tag);
  }

  private static int width(int tag) {
    return switch (tag) {
      case UINT8, SINT8 -> 1;
      case UINT16, SINT16 -> 2;
      case UINT32, SINT32, FLOAT32 -> 4;
      default -> 8;
    };
  }
}
