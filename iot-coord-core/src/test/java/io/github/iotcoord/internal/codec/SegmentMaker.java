package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes segments of two samples of one series, of which things may be wrong. */
final class SegmentMaker {
  private interface Content {
    void write(CBORGenerator out) throws IOException;
  }

  private final Map<String, Content> fields = new LinkedHashMap<>();

  SegmentMaker() {
    fields.put("format", out -> out.writeNumber(2));
    fields.put("base", out -> out.writeNumber(1_767_225_600_000L));
    device("d0");
    steps("device", 0).steps("metric", 0).steps("series", 0, 0).steps("time", 0, 0);
    binary(1.5, 2);
  }

  SegmentMaker without(String field) {
    fields.remove(field);
    return this;
  }

  SegmentMaker device(String name) {
    fields.put("devices", out -> out.writeArray(new String[] {name}, 0, 1));
    return this;
  }

  SegmentMaker steps(String field, long... steps) {
    fields.put(field, out -> TypedArrays.writeSigned(out, steps, steps.length));
    return this;
  }

  SegmentMaker binary(double... values) {
    metric(-1, new long[0]);
    return values(out -> TypedArrays.writeDoubles(out, values, values.length));
  }

  SegmentMaker decimal(int decimals, long... steps) {
    metric(decimals, new long[0]);
    return values(out -> TypedArrays.writeSigned(out, steps, steps.length));
  }

  SegmentMaker exceptions(long[] at, double... exceptions) {
    decimal(1, 10, 20);
    metric(1, at, exceptions);
    return this;
  }

  private void metric(int decimals, long[] at, double... exceptions) {
    fields.put(
        "metrics",
        out -> {
          out.writeStartArray(null, 1);
          out.writeStartObject(null, decimals < 0 ? 3 : 4);
          out.writeStringField("n", "t");
          if (decimals >= 0) {
            out.writeNumberField("e", decimals);
          }
          out.writeFieldName("i");
          TypedArrays.writeUnsigned(out, at, at.length);
          out.writeFieldName("x");
          TypedArrays.writeDoubles(out, exceptions, exceptions.length);
          out.writeEndObject();
          out.writeEndArray();
        });
  }

  private SegmentMaker values(Content column) {
    fields.put(
        "values",
        out -> {
          out.writeStartArray(null, 1);
          column.write(out);
          out.writeEndArray();
        });
    return this;
  }

  byte[] make() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator out = new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject(null, fields.size());
      for (Map.Entry<String, Content> field : fields.entrySet()) {
        out.writeFieldName(field.getKey());
        field.getValue().write(out);
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
