package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Puts samples that are in order into windows. */
final class BatchWindows {
  private static final int PORTION = 1_024;

  private BatchWindows() {}

  static List<WindowAggregate> aggregate(
      Stream<Sample> samples, Windows windows, WindowScopes scopes) {
    List<WindowAggregate> results = new ArrayList<>();
    WindowOptions options =
        WindowOptions.of(windows)
            .withScopes(scopes)
            .withDisorder(Duration.ZERO)
            .withAllowedLateness(Duration.ZERO)
            .withMaxOpen(Integer.MAX_VALUE);
    LiveWindows live = new LiveWindows(options, results::add);
    List<Sample> portion = new ArrayList<>(PORTION);
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
      portion.add(sample);
      if (portion.size() == PORTION) {
        live.add(portion);
        portion.clear();
      }
    }
    live.add(portion);
    live.complete();
    results.sort(WindowAggregate.ORDER);
    return results;
  }
}
