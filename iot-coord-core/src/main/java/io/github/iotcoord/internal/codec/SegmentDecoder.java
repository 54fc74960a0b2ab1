package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.time.DateTimeException;

/**
 * Reads the payloads of segments, and trusts nothing in them: what it allocates is bounded by the
 * payload's size and by {@link #MOST_INFLATED}, and whatever is not as the wire format has it ends
 * in a {@link WireFormatException} that names the field. Unknown keys are ignored. Thread-safe;
 * segments that one decoder has read share their names.
 */
public final class SegmentDecoder {
  /** How many bytes the packed part of a segment may have when it is unpacked. */
  static final int MOST_INFLATED = 1 << 20;

  private final SharedNames names = new SharedNames();

  /**
   * Decodes a payload.
   *
   * @throws WireFormatException if it is not a segment
   * @throws io.github.iotcoord.wire.UnsupportedFormatException if it is of another format
   */
  public Segment decode(byte[] payload) {
    SegmentFields fields = new SegmentFields(names);
    try {
      read(payload, fields, false);
      byte[] packed = fields.packed();
      if (packed != null) {
        read(Zlib.inflate("packed", packed, MOST_INFLATED), fields, true);
      }
      return new SegmentColumns(fields).segment();
    } catch (IOException e) {
      throw new WireFormatException("A segment is not CBOR: " + e.getMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new WireFormatException("A segment has a bad name: " + e.getMessage(), e);
    }
  }

  private static void read(byte[] map, SegmentFields fields, boolean unpacked) throws IOException {
    try (CBORParser in = Cbor.FACTORY.createParser(map)) {
      fields.read(in, unpacked);
    }
  }
}
