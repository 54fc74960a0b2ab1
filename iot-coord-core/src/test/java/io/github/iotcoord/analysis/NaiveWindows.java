package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Windows of samples that are all at hand, computed the long way. */
final class NaiveWindows {
  private NaiveWindows() {}

  /**
   * @param keys what a sample is counted under: several for several scopes
   */
  static Map<String, List<Double>> compute(
      List<Sample> samples, Windows windows, Function<Sample, List<String>> keys) {
    Map<String, List<Sample>> series = new TreeMap<>();
    for (Sample sample : samples) {
      for (String key : keys.apply(sample)) {
        series.computeIfAbsent(key, k -> new ArrayList<>()).add(sample);
      }
    }
    Map<String, List<Double>> result = new TreeMap<>();
    series.forEach(
        (key, own) -> {
          own.sort(Comparator.comparing(Sample::time));
          if (windows instanceof Windows.Aligned aligned) {
            aligned(key, own, aligned, result);
          } else {
            sessions(key, own, ((Windows.Session) windows).gap().toMillis(), result);
          }
        });
    return result;
  }

  /** As {@link #compute} names it. */
  static String name(WindowAggregate window) {
    return window.scope()
        + "/"
        + window.name()
        + "/"
        + window.metric()
        + "/"
        + window.start()
        + "/"
        + window.end();
  }

  private static void aligned(
      String key, List<Sample> own, Windows.Aligned windows, Map<String, List<Double>> result) {
    long size = windows.size().toMillis();
    long slide = windows.slide().toMillis();
    TreeSet<Long> starts = new TreeSet<>();
    for (Sample sample : own) {
      long time = sample.time().toEpochMilli();
      for (long start = Math.floorDiv(time, slide) * slide; start > time - size; start -= slide) {
        starts.add(start);
      }
    }
    for (long start : starts) {
      result.put(
          window(key, start, start + size),
          own.stream()
              .filter(s -> s.time().toEpochMilli() >= start)
              .filter(s -> s.time().toEpochMilli() < start + size)
              .map(Sample::value)
              .sorted()
              .toList());
    }
  }

  private static void sessions(
      String key, List<Sample> own, long gap, Map<String, List<Double>> result) {
    List<Sample> session = new ArrayList<>();
    for (Sample sample : own) {
      if (!session.isEmpty()
          && sample.time().toEpochMilli()
              >= session.get(session.size() - 1).time().toEpochMilli() + gap) {
        put(key, session, gap, result);
        session.clear();
      }
      session.add(sample);
    }
    put(key, session, gap, result);
  }

  private static void put(
      String key, List<Sample> session, long gap, Map<String, List<Double>> result) {
    result.put(
        window(
            key,
            session.get(0).time().toEpochMilli(),
            session.get(session.size() - 1).time().toEpochMilli() + gap),
        session.stream().map(Sample::value).sorted().toList());
  }

  private static String window(String key, long start, long end) {
    return key + "/" + Instant.ofEpochMilli(start) + "/" + Instant.ofEpochMilli(end);
  }
}
