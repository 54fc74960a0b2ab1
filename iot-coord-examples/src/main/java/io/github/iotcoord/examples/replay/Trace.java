package io.github.iotcoord.examples.replay;

import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A recorded trace. Immutable.
 *
 * @param metrics what its columns measure
 * @param rows its rows, in the order of the file
 * @param rejected how many rows could not be read
 * @param rejections the first of them: their line numbers and what is wrong with them
 */
public record Trace(
    List<Metric> metrics, List<TraceRow> rows, long rejected, List<String> rejections) {
  private static final long LONGEST_PERIOD_MS = Duration.ofDays(30).toMillis();

  /** Everybody who sent something. */
  Set<DeviceId> devices() {
    Set<DeviceId> devices = new TreeSet<>();
    rows.forEach(row -> devices.add(row.device()));
    return devices;
  }

  /** The earliest arrival. */
  long firstMillis() {
    return rows.stream().mapToLong(TraceRow::arrivalMs).min().orElse(0);
  }

  /** The time from the earliest to the latest arrival. */
  public long spanMillis() {
    return rows.stream().mapToLong(TraceRow::arrivalMs).max().orElse(0) - firstMillis();
  }

  /**
   * For each device the median of the times between its packets, or of all where it has but one.
   */
  Map<DeviceId, Duration> medianGaps() {
    Map<DeviceId, List<Long>> gaps = new TreeMap<>();
    Map<DeviceId, Long> last = new HashMap<>();
    List<Long> all = new ArrayList<>();
    for (TraceRow row : rows) {
      List<Long> own = gaps.computeIfAbsent(row.device(), d -> new ArrayList<>());
      Long before = last.put(row.device(), row.arrivalMs());
      if (before != null && row.arrivalMs() > before) {
        own.add(row.arrivalMs() - before);
        all.add(row.arrivalMs() - before);
      }
    }
    long usual = all.isEmpty() ? 60_000 : median(all);
    Map<DeviceId, Duration> medians = new TreeMap<>();
    gaps.forEach(
        (device, own) -> {
          long millis = own.isEmpty() ? usual : median(own);
          medians.put(device, Duration.ofMillis(Math.min(millis, LONGEST_PERIOD_MS)));
        });
    return medians;
  }

  private static long median(Collection<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
