package io.github.iotcoord.internal.codec;

import io.github.iotcoord.internal.codec.SegmentFields.Metric;
import io.github.iotcoord.internal.codec.SegmentFields.Raw;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormatException;
import java.time.Instant;
import java.util.List;

/** Makes a segment of its fields: undoes the differences, and checks that all fits together. */
final class SegmentColumns {
  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private final List<DeviceId> devices;
  private final List<Metric> metrics;
  private final int[] deviceOf;
  private final int[] metricOf;
  private final int[] seriesOf;
  private final long[] times;
  private final List<Raw> raw;

  SegmentColumns(SegmentFields fields) {
    devices = fields.devices();
    metrics = fields.metrics();
    deviceOf = indexes("device", fields.device(), devices.size());
    metricOf = indexes("metric", fields.metric(), metrics.size());
    if (deviceOf.length != metricOf.length) {
      throw differ("device", deviceOf.length, "metric", metricOf.length);
    }
    seriesOf = indexes("series", fields.series(), deviceOf.length);
    times = times(fields.base(), fields.time());
    if (seriesOf.length != times.length) {
      throw differ("series", seriesOf.length, "time", times.length);
    }
    if (times.length == 0) {
      throw new WireFormatException("A segment has no samples", null);
    }
    raw = fields.values();
    if (raw.size() != metrics.size()) {
      throw differ("values", raw.size(), "metrics", metrics.size());
    }
  }

  private static WireFormatException differ(String one, int length, String other, int otherLength) {
    return new WireFormatException(
        String.format(
            "A segment's arrays differ in length: '%s' has %d elements and '%s' %d",
            one, length, other, otherLength),
        null);
  }

  private static int[] indexes(String field, long[] steps, int size) {
    int[] indexes = new int[steps.length];
    long index = 0;
    for (int i = 0; i < steps.length; i++) {
      index += steps[i];
      if (index < 0 || index >= size) {
        throw new WireFormatException(
            "'" + field + "' has the index " + index + ", of " + size, null);
      }
      indexes[i] = (int) index;
    }
    return indexes;
  }

  private static long[] times(long base, long[] steps) {
    if (base > LAST) {
      throw new WireFormatException("'base' is beyond the year 9999: " + base, null);
    }
    long time = base;
    for (int i = 0; i < steps.length; i++) {
      time += steps[i];
      if (time < 0 || time > LAST) {
        throw new WireFormatException("'time' is not from 1970 to 9999: " + time, null);
      }
      steps[i] = time;
    }
    return steps;
  }

  Segment segment() {
    int series = deviceOf.length;
    DeviceId[] deviceIds = new DeviceId[series];
    String[] names = new String[series];
    String[] units = new String[series];
    for (int i = 0; i < series; i++) {
      Metric metric = metrics.get(metricOf[i]);
      deviceIds[i] = devices.get(deviceOf[i]);
      names[i] = metric.name();
      units[i] = metric.unit();
    }
    return new Segment(deviceIds, names, units, seriesOf, times, values());
  }

  private double[] values() {
    double[] values = new double[seriesOf.length];
    long[] last = new long[deviceOf.length];
    boolean[] seen = new boolean[deviceOf.length];
    Column[] columns = new Column[metrics.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new Column(metrics.get(i), raw.get(i));
    }
    for (int i = 0; i < values.length; i++) {
      int series = seriesOf[i];
      Column column = columns[metricOf[series]];
      if (column.metric.decimals() < 0) {
        values[i] = column.nextBinary();
      } else {
        last[series] = column.nextMantissa(seen[series] ? last[series] : column.before);
        seen[series] = true;
        values[i] = column.value(last[series]);
      }
    }
    for (Column column : columns) {
      column.requireEnd();
    }
    return values;
  }

  private static double finite(String field, double value) {
    if (!Double.isFinite(value)) {
      throw new WireFormatException(
          "'" + field + "' has an element that is not finite: " + value, null);
    }
    return value;
  }

  /** The values of a metric, one after the other. */
  private static final class Column {
    private final Metric metric;
    private final long[] steps;
    private final double[] binary;
    private int next;
    private int nextException;
    private long before;

    Column(Metric metric, Raw raw) {
      this.metric = metric;
      boolean whole = metric.decimals() >= 0;
      steps = whole ? TypedArrays.signed("values", raw.tag(), raw.bytes()) : new long[0];
      binary = whole ? new double[0] : TypedArrays.doubles("values", raw.tag(), raw.bytes());
    }

    double nextBinary() {
      if (next == binary.length) {
        throw tooFew();
      }
      return finite("values", binary[next++]);
    }

    long nextMantissa(long previous) {
      if (next == steps.length) {
        throw tooFew();
      }
      before = previous + steps[next++];
      if (before > Decimals.LARGEST || before < -Decimals.LARGEST) {
        throw new WireFormatException("'values' has a mantissa beyond 2^53: " + before, null);
      }
      return before;
    }

    /** What has been read last, unless it is an exception, by its mantissa. */
    double value(long mantissa) {
      long[] at = metric.exceptionAt();
      if (nextException < at.length && at[nextException] == next - 1) {
        return finite("x", metric.exceptions()[nextException++]);
      }
      return Decimals.value(mantissa, metric.decimals());
    }

    private static WireFormatException tooFew() {
      return new WireFormatException("'values' has fewer elements than there are samples", null);
    }

    void requireEnd() {
      if (next < Math.max(steps.length, binary.length)) {
        throw new WireFormatException("'values' has more elements than there are samples", null);
      }
      if (nextException < metric.exceptionAt().length) {
        throw new WireFormatException("'i' does not rise, or goes beyond the values", null);
      }
    }
  }
}
