package io.github.iotcoord.internal.codec;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * The samples of a segment, in columns; as a list it makes each sample when it is asked for.
 * Immutable.
 */
public final class Segment extends AbstractList<Sample> implements RandomAccess {
  private final DeviceId[] devices;
  private final String[] metrics;
  private final String[] units;
  private final int[] seriesOf;
  private final long[] times;
  private final double[] values;

  /** Takes the arrays over; the first three are by series, the others by sample. */
  Segment(
      DeviceId[] devices,
      String[] metrics,
      String[] units,
      int[] seriesOf,
      long[] times,
      double[] values) {
    this.devices = devices;
    this.metrics = metrics;
    this.units = units;
    this.seriesOf = seriesOf;
    this.times = times;
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public Sample get(int index) {
    return sample(seriesOf[index], times[index], values[index]);
  }

  /** A sample of a series. */
  public Sample sample(int series, long time, double value) {
    return new Sample(
        devices[series], metrics[series], units[series], Instant.ofEpochMilli(time), value);
  }

  /** How many series there are: what one device tells of one metric. */
  public int seriesCount() {
    return devices.length;
  }

  public DeviceId device(int series) {
    return devices[series];
  }

  public String metric(int series) {
    return metrics[series];
  }

  /** The series that a sample belongs to. */
  public int seriesOf(int index) {
    return seriesOf[index];
  }

  /** A sample's event time, in milliseconds since 1970. */
  public long time(int index) {
    return times[index];
  }

  public double value(int index) {
    return values[index];
  }
}
