package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToLongFunction;

/** Writes pages of beats: CBOR (RFC 8949), column by column, in typed arrays (RFC 8746). */
public final class RelayPageEncoder {
  private static final CBORFactory FACTORY = new CBORFactory();

  private RelayPageEncoder() {}

  public static byte[] encode(RelayPage page) {
    List<RelayedBeats> beats = page.beats();
    boolean several = false;
    for (RelayedBeats one : beats) {
      several |= one.count() != 1;
    }
    int fields = (page.requests().isEmpty() ? 1 : 2) + (beats.isEmpty() ? 0 : several ? 6 : 3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 24 * beats.size());
    try (CBORGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject(page, fields);
      out.writeNumberField("format", WireFormat.VERSION);
      if (!page.requests().isEmpty()) {
        writeRequests(out, page.requests());
      }
      if (!beats.isEmpty()) {
        out.writeFieldName("device");
        out.writeStartArray(beats, beats.size());
        for (RelayedBeats one : beats) {
          out.writeString(one.device().value());
        }
        out.writeEndArray();
        // Shifted by one, as a typed array of unsigned numbers has no place for "none".
        column(out, "sequence", beats, b -> b.sequence() + 1);
        column(out, "age", beats, RelayedBeats::ageMillis);
        if (several) {
          column(out, "count", beats, RelayedBeats::count);
          column(out, "missed", beats, RelayedBeats::missed);
          column(out, "span", beats, RelayedBeats::spanMillis);
        }
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeRequests(CBORGenerator out, List<RelayRequest> requests)
      throws IOException {
    out.writeFieldName("requests");
    out.writeStartArray(requests, requests.size());
    for (RelayRequest request : requests) {
      out.writeStartObject(request, 3);
      out.writeStringField("kind", request.kind().word());
      out.writeStringField("id", request.device().value());
      out.writeNumberField("millis", request.millis());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void column(
      CBORGenerator out, String name, List<RelayedBeats> beats, ToLongFunction<RelayedBeats> value)
      throws IOException {
    long[] values = new long[beats.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.applyAsLong(beats.get(i));
    }
    out.writeFieldName(name);
    TypedArrays.writeUnsigned(out, values, values.length);
  }
}
