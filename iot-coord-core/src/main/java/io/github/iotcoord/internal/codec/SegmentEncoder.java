package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers samples into the payload of one segment: CBOR (RFC 8949), column by column, with names
 * and units in the manner of SenML (RFC 8428), and packed with zlib (RFC 1950) where that pays. Not
 * thread-safe.
 */
public final class SegmentEncoder {
  /** What there is besides the dictionaries and the columns: the map, its keys, the heads. */
  private static final int FRAME = 110;

  /** What there is of a column of values besides its elements. */
  private static final int COLUMN = 20;

  /** A series' numbers of device and metric, and a sample's series, time and value, at most. */
  private static final int WIDEST_SERIES = 2 * Integer.BYTES;

  private static final int WIDEST_SAMPLE = Integer.BYTES + Long.BYTES + Double.BYTES;

  /** More than a sample of a new device and a new metric, with the longest names, can add. */
  private static final int ROOM = 2048;

  /** What is shorter is not packed. */
  private static final int WORTH_PACKING = 512;

  private final SeriesTable table = new SeriesTable();
  private final List<ValueColumn> columns = new ArrayList<>();
  private int[] seriesOf = new int[64];
  private long[] times = new long[64];
  private double[] values = new double[64];
  private int count;
  private int names;
  private int valueBytes;
  private long timeSteps;

  /** Adds a sample after those that are there. */
  public void add(Sample sample) {
    if (count == values.length) {
      seriesOf = Arrays.copyOf(seriesOf, count * 2);
      times = Arrays.copyOf(times, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    int devices = table.devices.size();
    int series = table.numberOf(sample);
    if (table.devices.size() > devices) {
      names += textLength(sample.device().value());
    }
    valueBytes += column(table.metricOf(series), sample).show(sample.value());
    long time = sample.time().toEpochMilli();
    timeSteps |= TypedArrays.magnitude(count == 0 ? 0 : time - times[count - 1]);
    seriesOf[count] = series;
    times[count] = time;
    values[count] = sample.value();
    count++;
  }

  private ValueColumn column(int metric, Sample sample) {
    if (metric == columns.size()) {
      columns.add(new ValueColumn());
      names += 8 + COLUMN + textLength(sample.metric()) + textLength(sample.unit());
    }
    return columns.get(metric);
  }

  public int count() {
    return count;
  }

  /** How many bytes the payload has at most, which is about what it has if it is not packed. */
  public int size() {
    int perSeries =
        TypedArrays.widthOf(table.devices.size()) + TypedArrays.widthOf(table.metrics.size());
    int perSample = TypedArrays.widthOf(table.size()) + TypedArrays.widthOf(timeSteps);
    return FRAME + names + table.size() * perSeries + count * perSample + valueBytes;
  }

  /**
   * Whether another sample could make more of it than a payload may have. A single sample can widen
   * a whole column, so every column counts as if it were as wide as it can become.
   */
  public boolean isFull() {
    int most = FRAME + names + table.size() * WIDEST_SERIES + count * WIDEST_SAMPLE;
    return most > WireFormat.MAX_PAYLOAD - ROOM;
  }

  private interface Part {
    void write(CBORGenerator out) throws IOException;
  }

  /**
   * The payload; there must be a sample.
   *
   * @throws CoordinationException if it is larger than a payload may be, which it never is if it
   *     was not {@linkplain #isFull full} when the last sample was added
   */
  public byte[] encode() {
    fillColumns();
    long decimal = columns.stream().filter(ValueColumn::isDecimal).mapToLong(c -> c.count()).sum();
    // The bits of other doubles are next to random, and trying to pack them takes long.
    boolean valuesToo = decimal >= count - decimal;
    byte[] packed = size() < WORTH_PACKING ? null : packed(valuesToo);
    byte[] payload = payload(packed, valuesToo);
    require(payload.length, WireFormat.MAX_PAYLOAD);
    return payload;
  }

  private void require(int bytes, int most) {
    if (bytes > most) {
      throw new CoordinationException(
          String.format(
              "A segment of %d samples would have %d bytes, more than %d", count, bytes, most));
    }
  }

  private byte[] payload(byte @Nullable [] packed, boolean valuesToo) {
    return cbor(
        out -> {
          out.writeStartObject(null, packed == null ? 9 : valuesToo ? 3 : 4);
          out.writeNumberField("format", WireFormat.SEGMENT_VERSION);
          out.writeNumberField("base", times[0]);
          if (packed == null) {
            writeSeries(out);
          } else {
            out.writeFieldName("packed");
            out.writeBinary(packed);
          }
          if (packed == null || !valuesToo) {
            writeValues(out);
          }
          out.writeEndObject();
        });
  }

  private byte @Nullable [] packed(boolean valuesToo) {
    byte[] plain =
        cbor(
            out -> {
              out.writeStartObject(null, valuesToo ? 7 : 6);
              writeSeries(out);
              if (valuesToo) {
                writeValues(out);
              }
              out.writeEndObject();
            });
    require(plain.length, SegmentDecoder.MOST_INFLATED);
    return Zlib.deflate(plain);
  }

  private byte[] cbor(Part part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size());
    try (CBORGenerator out = Cbor.FACTORY.createGenerator(bytes)) {
      part.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void fillColumns() {
    columns.forEach(ValueColumn::begin);
    ValueColumn[] columnOf = new ValueColumn[table.size()];
    Arrays.setAll(columnOf, series -> columns.get(table.metricOf(series)));
    long[] last = new long[table.size()];
    boolean[] seen = new boolean[table.size()];
    for (int i = 0; i < count; i++) {
      int series = seriesOf[i];
      ValueColumn column = columnOf[series];
      if (seen[series]) {
        column.putNext(values[i], last, series);
      } else {
        seen[series] = true;
        column.putFirst(values[i], last, series);
      }
    }
  }

  private void writeSeries(CBORGenerator out) throws IOException {
    out.writeFieldName("devices");
    out.writeStartArray(null, table.devices.size());
    for (DeviceId device : table.devices) {
      out.writeString(device.value());
    }
    out.writeEndArray();
    writeMetrics(out);
    writeSteps(out, "device", steps(table.size(), table::deviceOf));
    writeSteps(out, "metric", steps(table.size(), table::metricOf));
    writeSteps(out, "series", stepsOfSeries());
    writeSteps(out, "time", stepsOfTimes());
  }

  private static long[] steps(int length, IntUnaryOperator column) {
    long[] steps = new long[length];
    int before = 0;
    for (int i = 0; i < length; i++) {
      int value = column.applyAsInt(i);
      steps[i] = (long) value - before;
      before = value;
    }
    return steps;
  }

  // These two are as long as there are samples, so they have loops of their own, without a call.
  private long[] stepsOfSeries() {
    long[] steps = new long[count];
    steps[0] = seriesOf[0];
    for (int i = 1; i < count; i++) {
      steps[i] = (long) seriesOf[i] - seriesOf[i - 1];
    }
    return steps;
  }

  private long[] stepsOfTimes() {
    long[] steps = new long[count];
    for (int i = 1; i < count; i++) {
      steps[i] = times[i] - times[i - 1];
    }
    return steps;
  }

  private static void writeSteps(CBORGenerator out, String key, long[] steps) throws IOException {
    out.writeFieldName(key);
    TypedArrays.writeSigned(out, steps, steps.length);
  }

  private void writeMetrics(CBORGenerator out) throws IOException {
    out.writeFieldName("metrics");
    out.writeStartArray(null, columns.size());
    for (int i = 0; i < columns.size(); i++) {
      SeriesTable.Metric metric = table.metrics.get(i);
      ValueColumn column = columns.get(i);
      boolean unit = !metric.unit().isEmpty();
      boolean exceptions = column.isDecimal() && column.exceptions() > 0;
      out.writeStartObject(
          null, 1 + (unit ? 1 : 0) + (column.isDecimal() ? 1 : 0) + (exceptions ? 2 : 0));
      out.writeStringField("n", metric.name());
      if (unit) {
        out.writeStringField("u", metric.unit());
      }
      if (column.isDecimal()) {
        out.writeNumberField("e", column.decimals());
      }
      if (exceptions) {
        column.writeExceptions(out);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeValues(CBORGenerator out) throws IOException {
    out.writeFieldName("values");
    out.writeStartArray(null, columns.size());
    for (ValueColumn column : columns) {
      column.write(out);
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
