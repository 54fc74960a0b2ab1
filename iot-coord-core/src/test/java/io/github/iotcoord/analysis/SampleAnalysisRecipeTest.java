package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/recipes/sample-analysis.md. */
class SampleAnalysisRecipeTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second < 600; second++) {
      for (String pump : List.of("pump-1", "pump-2")) {
        double value = second == 500 ? 95 : 60 + second % 7;
        samples.add(Sample.of(pump, "temperature", T.plusSeconds(second), value));
      }
    }
    return samples;
  }

  @Test
  @SuppressWarnings("try") // the subscriptions are there to be closed
  void theRecipesCodeDoesWhatItSays() throws Exception {
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("plant-4");
    channel.publishAll(samples()).get(10, TimeUnit.SECONDS);

    Instant from = T;
    Instant to = T.plusSeconds(600);
    List<WindowAggregate> minutes;
    try (Stream<Sample> history = channel.history(HistoryQuery.between(from, to))) {
      minutes = Windows.tumbling(Duration.ofMinutes(1)).aggregate(history);
    }
    assertThat(minutes).hasSize(20);

    Map<DeviceId, String> halls = Map.of(DeviceId.of("pump-1"), "north");
    List<WindowAggregate> results = new CopyOnWriteArrayList<>();
    LiveWindows windows =
        new LiveWindows(
            WindowOptions.of(Windows.sliding(Duration.ofMinutes(5), Duration.ofMinutes(1)))
                .withScopes(
                    WindowScopes.ofDevices()
                        .withGroups(device -> Optional.ofNullable(halls.get(device)))
                        .withFleet())
                .withDisorder(Duration.ofSeconds(10))
                .withAllowedLateness(Duration.ofMinutes(10)),
            results::add);

    List<AlarmEvent> alarms = new CopyOnWriteArrayList<>();
    AlarmMonitor monitor =
        new AlarmMonitor(
            List.of(
                AlarmRule.above("overheated", 90, 80)
                    .withMetric("temperature")
                    .withHold(Duration.ofSeconds(30)),
                AlarmRule.risingBy("running away", 2, 0.5).withSamples(3),
                AlarmRule.anomaly("unusual", AnomalyOptions.defaults())),
            alarms::add);

    try (Subscription a = channel.subscribe(SubscriptionStart.oldest(), windows, Runnable::run);
        Subscription b = channel.subscribe(SubscriptionStart.oldest(), monitor, Runnable::run)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> results.stream().anyMatch(w -> w.end().equals(T.plusSeconds(540))));
    }
    assertThat(results).extracting(WindowAggregate::scope).contains(WindowScope.values());
    assertThat(results)
        .filteredOn(w -> w.scope() == WindowScope.GROUP)
        .extracting(WindowAggregate::name)
        .containsOnly("north");
    // A single high value has not held for half a minute.
    assertThat(alarms).isEmpty();

    List<Sample> plot;
    try (Stream<Sample> history = channel.history(HistoryQuery.between(from, to))) {
      plot = Downsampling.forPlot(history, from, to, 100);
    }
    assertThat(plot).hasSize(200);
  }
}
