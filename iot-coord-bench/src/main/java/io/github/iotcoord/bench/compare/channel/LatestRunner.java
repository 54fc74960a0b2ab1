package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Looks the newest value of one series after the other up, in random order. */
final class LatestRunner implements Runner {
  private static final int DRAWN = 1 << 16;

  private final List<Lookup> fleets;
  private final int[][] order;
  private long found; // keeps the work from being optimised away

  /** Finds a series' value. */
  private interface Lookup {
    @Nullable Object find(int series) throws Exception;
  }

  private LatestRunner(Bed bed, List<Lookup> fleets, List<Integer> sizes) {
    this.fleets = fleets;
    this.order = new int[sizes.size()][];
    for (int i = 0; i < order.length; i++) {
      order[i] = bed.random().ints(DRAWN, 0, sizes.get(i)).toArray();
    }
  }

  /**
   * The channel's own memory, by ids that are equal to those in the segments and other objects, the
   * same for each look-up of a series.
   */
  static Runner ours(Bed bed, String root, int fewer, int more) throws Exception {
    return new LatestRunner(
        bed,
        List.of(ours(bed, root + "/fewer", fewer), ours(bed, root + "/more", more)),
        List.of(fewer, more));
  }

  private static Lookup ours(Bed bed, String root, int series) throws Exception {
    List<Sample> samples = Readings.realistic(bed.random(), series / Readings.METRICS, series);
    StoredSegments stored = StoredSegments.make(bed, root, samples);
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root(stored.root()).build());
    SensorDataChannel channel = coord.sensorDataChannel(StoredSegments.CHANNEL);
    DeviceId[] devices = new DeviceId[series];
    String[] metrics = new String[series];
    for (int i = 0; i < series; i++) {
      devices[i] = samples.get(i).device();
      metrics[i] = samples.get(i).metric();
    }
    return i -> channel.latest(devices[i], metrics[i]).orElse(null);
  }

  /** A map with a ready key for each. */
  static Runner map(Bed bed, int fewer, int more) {
    return new LatestRunner(bed, List.of(map(bed, fewer), map(bed, more)), List.of(fewer, more));
  }

  private record Key(String device, String metric) {}

  private static Lookup map(Bed bed, int series) {
    Map<Key, Sample> values = new ConcurrentHashMap<>();
    Key[] keys = new Key[series];
    List<Sample> samples = Readings.realistic(bed.random(), series / Readings.METRICS, series);
    for (int i = 0; i < series; i++) {
      keys[i] = new Key(samples.get(i).device().value(), samples.get(i).metric());
      values.put(keys[i], samples.get(i));
    }
    return i -> values.get(keys[i]);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    double[] nanos = new double[fleets.size()];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = nanos(fleets.get(i), order[i], time.dividedBy(nanos.length));
    }
    if (found == 0) {
      throw new IllegalStateException("nothing was found");
    }
    return nanos;
  }

  private double nanos(Lookup fleet, int[] drawn, Duration time) throws Exception {
    int[] next = {0};
    return Laps.meanNanos(
        time,
        () -> {
          if (fleet.find(drawn[next[0]++ & (DRAWN - 1)]) == null) {
            throw new IllegalStateException("a series has no value");
          }
          found++;
        },
        () -> {});
  }
}
