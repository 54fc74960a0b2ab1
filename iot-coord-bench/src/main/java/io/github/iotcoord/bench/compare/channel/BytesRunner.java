package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many bytes of payload a sample takes. The same in every round. */
final class BytesRunner {
  private static final int SEGMENT = 16 * 1024;

  private BytesRunner() {}

  /** Ours, of the segments that are in ZooKeeper when all has been published. */
  static Runner ours(Bed bed, String root, Map<String, List<Sample>> workloads) throws Exception {
    double[] figures = new double[workloads.size()];
    int i = 0;
    for (List<Sample> samples : workloads.values()) {
      long bytes = 0;
      for (byte[] segment : StoredSegments.make(bed, root + "/" + i, samples).read()) {
        bytes += segment.length;
      }
      figures[i++] = (double) bytes / samples.size();
    }
    return time -> figures.clone();
  }

  /** Plain columns: indexes of one or two bytes, times of four, binary64, and the names once. */
  static Runner plain(Map<String, List<Sample>> workloads) {
    List<Double> figures = new ArrayList<>();
    for (List<Sample> samples : workloads.values()) {
      figures.add((double) plainBytes(samples) / samples.size());
    }
    return time -> figures.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static long plainBytes(List<Sample> samples) {
    long all = 0;
    long names = 0;
    long count = 0;
    Set<String> devices = new HashSet<>();
    Set<String> metrics = new HashSet<>();
    for (Sample sample : samples) {
      if (names + count * 14 >= SEGMENT) {
        all += bytes(names, count, devices.size(), metrics.size());
        names = 0;
        count = 0;
        devices.clear();
        metrics.clear();
      }
      if (devices.add(sample.device().value())) {
        names += 1 + sample.device().value().length();
      }
      if (metrics.add(sample.metric())) {
        names += 7 + sample.metric().length() + sample.unit().length();
      }
      count++;
    }
    return all + bytes(names, count, devices.size(), metrics.size());
  }

  private static long bytes(long names, long count, int devices, int metrics) {
    int indexes = (devices < 1 << 8 ? 1 : 2) + (metrics < 1 << 8 ? 1 : 2);
    return names + count * (indexes + Integer.BYTES + Double.BYTES);
  }
}
