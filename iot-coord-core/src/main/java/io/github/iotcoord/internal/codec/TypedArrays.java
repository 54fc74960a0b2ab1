package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
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
  static final int FLOAT64 = 86;

  private TypedArrays() {}

  /** Writes unsigned numbers, in the narrowest type that holds the greatest of them. */
  static void writeUnsigned(CBORGenerator out, long[] values, int count) throws IOException {
    long all = 0;
    for (int i = 0; i < count; i++) {
      all |= values[i];
    }
    int tag = tagFor(all);
    byte[] data = new byte[count * width(tag)];
    ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (tag) {
        case UINT8 -> bytes.put((byte) values[i]);
        case UINT16 -> bytes.putShort((short) values[i]);
        case UINT32 -> bytes.putInt((int) values[i]);
        default -> bytes.putLong(values[i]);
      }
    }
    out.writeTag(tag);
    out.writeBinary(data);
  }

  private static int tagFor(long greatest) {
    if (greatest < 1 << 8) {
      return UINT8;
    }
    return greatest < 1 << 16 ? UINT16 : greatest < 1L << 32 ? UINT32 : UINT64;
  }

  /** How many bytes an element takes in the narrowest type that holds the greatest. */
  static int widthOf(long greatest) {
    return width(tagFor(greatest));
  }

  static void writeDoubles(CBORGenerator out, double[] values, int count) throws IOException {
    byte[] data = new byte[count * Double.BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putDouble(values[i]);
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
    ByteBuffer bytes = elements(field, tag, data);
    long[] values = new long[data.length / width(tag)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tag) {
            case UINT8 -> bytes.get() & 0xffL;
            case UINT16 -> bytes.getShort() & 0xffffL;
            case UINT32 -> bytes.getInt() & 0xffff_ffffL;
            default -> bytes.getLong();
          };
      if (values[i] < 0) {
        throw new WireFormatException("'" + field + "' has an element beyond 2^63 - 1", null);
      }
    }
    return values;
  }

  static double[] doubles(String field, int tag, byte[] data) {
    if (tag != FLOAT64) {
      throw new WireFormatException(
          "'" + field + "' must be a typed array of tag 86, was tag " + tag, null);
    }
    ByteBuffer bytes = elements(field, tag, data);
    double[] values = new double[data.length / Double.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getDouble();
    }
    return values;
  }

  private static ByteBuffer elements(String field, int tag, byte[] data) {
    if (data.length % width(tag) != 0) {
      throw new WireFormatException(
          "'" + field + "' has " + data.length + " bytes, no multiple of " + width(tag), null);
    }
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int width(int tag) {
    return switch (tag) {
      case UINT8 -> 1;
      case UINT16 -> 2;
      case UINT32 -> 4;
      default -> 8;
    };
  }
}
