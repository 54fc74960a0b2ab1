package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;

/** Reads what a channel holds: by a query, by a new reader's first look, and raw. */
final class StoredRunner {
  private StoredRunner() {}

  /** Ours: a query for all of it, every sample looked at; samples a second. */
  static Runner history(Bed bed, String root, List<Sample> samples) throws Exception {
    StoredSegments stored = StoredSegments.make(bed, root, samples);
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root(stored.root()).build());
    SensorDataChannel channel = coord.sensorDataChannel(StoredSegments.CHANNEL);
    Instant first = samples.get(0).time();
    Instant last = samples.get(samples.size() - 1).time();
    HistoryQuery all = HistoryQuery.between(first, last.plusMillis(1));
    double sum = samples.stream().mapToDouble(Sample::value).sum();
    return time ->
        rate(
            samples.size(),
            Laps.meanNanos(
                time,
                () -> {
                  try (Stream<Sample> found = channel.history(all)) {
                    require(found.mapToDouble(Sample::value).sum() == sum);
                  }
                },
                () -> {}));
  }

  /** The same segments, listed and read, and nothing made of them; samples a second. */
  static Runner rawHistory(Bed bed, String root, List<Sample> samples) throws Exception {
    StoredSegments stored = StoredSegments.make(bed, root, samples);
    return time ->
        rate(
            samples.size(),
            Laps.meanNanos(time, () -> require(!stored.read().isEmpty()), () -> {}));
  }

  private static double[] rate(int samples, double nanos) {
    return new double[] {samples * 1e9 / nanos};
  }

  /** Ours: a new client's first {@code latest}; milliseconds. */
  static Runner load(Bed bed, String root, List<Sample> samples) throws Exception {
    StoredSegments stored = StoredSegments.make(bed, root, samples);
    CuratorFramework client = bed.near();
    Sample last = samples.get(samples.size() - 1);
    return time ->
        millis(
            Laps.meanNanos(
                time,
                () -> {
                  try (IotCoord coord = IotCoord.builder(client).root(stored.root()).build()) {
                    SensorDataChannel channel = coord.sensorDataChannel(StoredSegments.CHANNEL);
                    require(
                        channel.latest(last.device(), last.metric()).orElseThrow().equals(last));
                  }
                },
                () -> {}));
  }

  /** The same segments, listed and read; milliseconds. */
  static Runner rawLoad(Bed bed, String root, List<Sample> samples) throws Exception {
    StoredSegments stored = StoredSegments.make(bed, root, samples);
    return time -> millis(Laps.meanNanos(time, () -> require(!stored.read().isEmpty()), () -> {}));
  }

  private static double[] millis(double nanos) {
    return new double[] {nanos / 1e6};
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalStateException("not what was published");
    }
  }
}
