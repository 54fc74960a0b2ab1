package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.analysis.AlarmEvent;
import io.github.iotcoord.analysis.AlarmMonitor;
import io.github.iotcoord.analysis.AlarmRule;
import io.github.iotcoord.analysis.AnomalyOptions;
import io.github.iotcoord.analysis.Downsampling;
import io.github.iotcoord.analysis.LiveWindows;
import io.github.iotcoord.analysis.WindowAggregate;
import io.github.iotcoord.analysis.WindowOptions;
import io.github.iotcoord.analysis.Windows;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Publishes a series through a channel on an embedded server, and analyses what a subscription gets
 * as it comes.
 */
final class Analysis {
  private static final long PATIENCE_SECONDS = 60;

  /**
   * What it came to.
   *
   * @param days a result for each day; a day that was corrected has more than one
   * @param alarms the events of the anomaly rule
   * @param late how many samples were not judged because they were not the newest
   * @param plot samples that look like all of them
   */
  record Findings(
      List<WindowAggregate> days, List<AlarmEvent> alarms, long late, List<Sample> plot) {}

  private Analysis() {}

  @SuppressWarnings("try") // the subscription is there to be closed
  static Findings run(List<Sample> samples, AnomalyOptions options, int points)
      throws InterruptedException {
    List<WindowAggregate> days = new ArrayList<>();
    List<AlarmEvent> alarms = new ArrayList<>();
    LiveWindows windows =
        new LiveWindows(
            WindowOptions.of(Windows.tumbling(Duration.ofDays(1)))
                .withDisorder(Duration.ofHours(2)),
            days::add);
    AlarmMonitor monitor =
        new AlarmMonitor(List.of(AlarmRule.anomaly("anomaly", options)), alarms::add);
    CountDownLatch missing = new CountDownLatch(samples.size());
    SampleListener listener =
        (position, batch) -> {
          windows.samples(position, batch);
          monitor.samples(position, batch);
          batch.forEach(sample -> missing.countDown());
        };
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (IotCoord coord = IotCoord.embedded();
        SensorDataChannel channel = coord.sensorDataChannel("series");
        Subscription subscription =
            channel.subscribe(SubscriptionStart.oldest(), listener, executor)) {
      channel.publishAll(samples).join();
      if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new CoordinationUnavailableException(
            missing.getCount() + " samples have not come within " + PATIENCE_SECONDS + " s", null);
      }
      windows.complete();
      return new Findings(days, alarms, monitor.lateSamples(), plot(channel, samples, points));
    } finally {
      executor.shutdownNow();
    }
  }

  private static List<Sample> plot(SensorDataChannel channel, List<Sample> samples, int points)
      throws InterruptedException {
    Comparator<Instant> order = Comparator.naturalOrder();
    Instant from = samples.stream().map(Sample::time).min(order).orElseThrow();
    Instant to = samples.stream().map(Sample::time).max(order).orElseThrow();
    try (Stream<Sample> history = channel.history(HistoryQuery.between(from, to.plusMillis(1)))) {
      return Downsampling.forPlot(history, from, to, points);
    }
  }
}
