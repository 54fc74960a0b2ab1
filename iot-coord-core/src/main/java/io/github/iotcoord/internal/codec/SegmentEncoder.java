package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gathers samples into the payload of one segment: CBOR (RFC 8949), column by column, with names
 * and units in the manner of SenML (RFC 8428). Not thread-safe.
 */
public final class SegmentEncoder {
  private static final CBORFactory FACTORY = new CBORFactory();

  /** What there is besides the dictionaries and the samples: the map, its keys, the array heads. */
  private static final int FRAME = 90;

  private record Metric(String name, String unit) {}

  private final Map<DeviceId, Integer> devices = new LinkedHashMap<>();
  private final Map<Metric, Integer> metrics = new LinkedHashMap<>();
  private long[] deviceOf = new long[64];
  private long[] metricOf = new long[64];
  private long[] times = new long[64];
  private double[] values = new double[64];
  private int count;
  private int size = FRAME;
  private long earliest = Long.MAX_VALUE;
  private long latest;

  /** Adds a sample after those that are there. */
  public void add(Sample sample) {
    if (count == values.length) {
      deviceOf = Arrays.copyOf(deviceOf, count * 2);
      metricOf = Arrays.copyOf(metricOf, count * 2);
      times = Arrays.copyOf(times, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    Metric metric = new Metric(sample.metric(), sample.unit());
    Integer device = devices.get(sample.device());
    if (device == null) {
      device = devices.size();
      devices.put(sample.device(), device);
      size += textLength(sample.device().value());
    }
    Integer index = metrics.get(metric);
    if (index == null) {
      index = metrics.size();
      metrics.put(metric, index);
      size += 5 + textLength(metric.name) + textLength(metric.unit);
    }
    deviceOf[count] = device;
    metricOf[count] = index;
    long time = sample.time().toEpochMilli();
    earliest = Math.min(earliest, time);
    latest = Math.max(latest, time);
    times[count] = time;
    values[count] = sample.value();
    count++;
  }

  public int count() {
    return count;
  }

  /** About how many bytes the payload will have. */
  public int size() {
    int sample =
        TypedArrays.widthOf(devices.size())
            + TypedArrays.widthOf(metrics.size())
            + TypedArrays.widthOf(Math.max(0, latest - earliest))
            + Double.BYTES;
    return size + count * sample;
  }

  /** The payload; there must be a sample. */
  public byte[] encode() {
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = times[i] - earliest;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size());
    try (CBORGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject(null, 8);
      out.writeNumberField("format", WireFormat.VERSION);
      out.writeFieldName("devices");
      out.writeStartArray(null, devices.size());
      for (DeviceId device : devices.keySet()) {
        out.writeString(device.value());
      }
      out.writeEndArray();
      writeMetrics(out);
      out.writeNumberField("base", earliest);
      out.writeFieldName("device");
      TypedArrays.writeUnsigned(out, deviceOf, count);
      out.writeFieldName("metric");
      TypedArrays.writeUnsigned(out, metricOf, count);
      out.writeFieldName("time");
      TypedArrays.writeUnsigned(out, offsets, count);
      out.writeFieldName("value");
      TypedArrays.writeDoubles(out, values, count);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void writeMetrics(CBORGenerator out) throws IOException {
    out.writeFieldName("metrics");
    out.writeStartArray(null, metrics.size());
    for (Metric metric : metrics.keySet()) {
      out.writeStartObject(null, metric.unit.isEmpty() ? 1 : 2);
      out.writeStringField("n", metric.name);
      if (!metric.unit.isEmpty()) {
        out.writeStringField("u", metric.unit);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static int textLength(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return length + (length < 24 ? 1 : length < 256 ? 2 : 3);
  }
}
