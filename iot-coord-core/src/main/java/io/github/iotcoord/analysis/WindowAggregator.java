package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts samples into windows of event time. */
final class WindowAggregator {
  private record Key(DeviceId device, String metric) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::device).thenComparing(Key::metric);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private WindowAggregator() {}

  /**
   * @param samples in the order of their event time
   */
  static List<WindowAggregate> aggregate(List<Sample> samples, Windows windows) {
    Map<Key, List<Sample>> series = new TreeMap<>();
    for (Sample sample : samples) {
      series
          .computeIfAbsent(new Key(sample.device(), sample.metric()), key -> new ArrayList<>())
          .add(sample);
    }
    List<WindowAggregate> aggregates = new ArrayList<>();
    series.forEach((key, ordered) -> aggregate(key, ordered, windows, aggregates));
    return aggregates;
  }

  // The samples of a window follow each other, and both its ends only move forward.
  private static void aggregate(
      Key key, List<Sample> ordered, Windows windows, List<WindowAggregate> aggregates) {
    long size = windows.size().toMillis();
    long slide = windows.slide().toMillis();
    int from = 0;
    int to = 0;
    long start = Math.floorDiv(time(ordered, 0) - size, slide) * slide + slide;
    while (true) {
      while (from < ordered.size() && time(ordered, from) < start) {
        from++;
      }
      if (from == ordered.size()) {
        return;
      }
      while (to < ordered.size() && time(ordered, to) < start + size) {
        to++;
      }
      if (from < to) {
        aggregates.add(
            new WindowAggregate(
                key.device,
                key.metric,
                Instant.ofEpochMilli(start),
                Instant.ofEpochMilli(start + size),
                SampleStats.of(ordered.subList(from, to))));
        start += slide;
      } else {
        // Nothing here: on to the first window that the next sample is in.
        start = Math.floorDiv(time(ordered, from) - size, slide) * slide + slide;
      }
    }
  }

  private static long time(List<Sample> ordered, int index) {
    return ordered.get(index).time().toEpochMilli();
  }
}
