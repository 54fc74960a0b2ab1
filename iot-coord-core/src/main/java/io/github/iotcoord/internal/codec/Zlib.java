package io.github.iotcoord.internal.codec;

import io.github.iotcoord.wire.WireFormatException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Streams of zlib (RFC 1950), each whole. */
final class Zlib {
  private Zlib() {}

  /** Compresses as fast as it can be done; null if that does not save an eighth. */
  static byte @Nullable [] deflate(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(data);
      deflater.finish();
      byte[] packed = new byte[data.length - data.length / 8];
      int length = deflater.deflate(packed);
      return deflater.finished() ? Arrays.copyOf(packed, length) : null;
    } finally {
      deflater.end();
    }
  }

  /**
   * Decompresses, and refuses what becomes too large before it has become so.
   *
   * @param field names it in messages
   */
  static byte[] inflate(String field, byte[] packed, int most) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      // With room for one byte too many: a stream's end is only found by looking for more.
      byte[] data = new byte[(int) Math.min(most + 1L, 4L * packed.length + 64)];
      int length = 0;
      while (true) {
        length += inflater.inflate(data, length, data.length - length);
        if (length > most) {
          throw new WireFormatException(
              "'" + field + "' inflates to more than " + most + " bytes", null);
        }
        if (inflater.finished()) {
          break;
        }
        if (length < data.length) {
          throw new WireFormatException("'" + field + "' ends within its zlib stream", null);
        }
        data = Arrays.copyOf(data, (int) Math.min(most + 1L, 2L * data.length));
      }
      if (inflater.getRemaining() > 0) {
        throw new WireFormatException("'" + field + "' has bytes after its zlib stream", null);
      }
      return Arrays.copyOf(data, length);
    } catch (DataFormatException e) {
      throw new WireFormatException("'" + field + "' is no zlib stream: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
