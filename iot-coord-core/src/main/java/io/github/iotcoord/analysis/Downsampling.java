package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Chooses few samples that look like all of them when they are plotted, by MinMaxLTTB (J. Van Der
 * Donckt et al., MinMaxLTTB: leveraging MinMax-preselection to scale LTTB, IEEE VIS 2023): of each
 * of many equal stretches of time the smallest and the greatest value, and of those the ones that
 * span the largest triangles (S. Steinarsson, Downsampling time series for visual representation,
 * University of Iceland, 2013). As stretches are of time, neither bursts nor gaps distort the
 * choice. Only samples that exist are chosen; those of a series are in the order of their time, its
 * first and last among them.
 */
public final class Downsampling {
  private record Series(DeviceId device, String metric) {
    private static final Comparator<Series> ORDER =
        Comparator.comparing(Series::device).thenComparing(Series::metric);
  }

  private Downsampling() {}

  /**
   * Chooses samples of one series or more.
   *
   * @param samples the samples, in the order of their event time
   * @param points how many to choose of each series, at least 2
   * @return of each series all, if there are at most {@code points}; otherwise at most {@code
   *     points}, and fewer only where there are more than four times as many and most of them are
   *     crowded into few stretches of time. Ordered by device, metric and time
   * @throws IllegalArgumentException if the samples are not in order, or the points are too few
   */
  public static List<Sample> forPlot(List<Sample> samples, int points) {
    if (samples.isEmpty()) {
      requirePoints(points);
      return List.of();
    }
    return forPlot(
        samples.stream(), samples.get(0).time(), samples.get(samples.size() - 1).time(), points);
  }

  /**
   * Chooses samples of one series or more, of a stream such as a channel's history. Holds at most
   * about four times as many in memory as it chooses.
   *
   * @param samples the samples, in the order of their event time
   * @param from about the time of the first, for instance that of the query
   * @param to about the time of the last
   * @param points how many to choose of each series, at least 2
   * @return as {@link #forPlot(List, int)} says
   * @throws IllegalArgumentException if the samples are not in order, the points are too few, or
   *     the range is reversed
   */
  public static List<Sample> forPlot(Stream<Sample> samples, Instant from, Instant to, int points) {
    requirePoints(points);
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("to must not be before from: " + from + " to " + to);
    }
    Map<Series, Preselection> series = new TreeMap<>(Series.ORDER);
    Sample before = null;
    for (Iterator<Sample> all = samples.iterator(); all.hasNext(); ) {
      Sample sample = all.next();
      if (before != null && sample.time().isBefore(before.time())) {
        throw new IllegalArgumentException(
            "samples must be in the order of their event time, but "
                + sample
                + " came after "
                + before);
      }
      before = sample;
      series
          .computeIfAbsent(
              new Series(sample.device(), sample.metric()), s -> new Preselection(from, to, points))
          .add(sample);
    }
    List<Sample> chosen = new ArrayList<>();
    series.values().forEach(own -> chosen.addAll(LargestTriangles.choose(own.samples(), points)));
    return chosen;
  }

  private static void requirePoints(int points) {
    if (points < 2) {
      throw new IllegalArgumentException("points must be at least 2, was " + points);
    }
  }
}
