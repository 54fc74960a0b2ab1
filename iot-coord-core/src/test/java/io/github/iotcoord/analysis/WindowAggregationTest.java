package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WindowAggregationTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final long SEED = 42;

  @Test
  void windowsAreWhatAStraightforwardComputationGives() throws Exception {
    Random random = new Random(SEED);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      // Some before the end of the first window after 1970, and some with long pauses between.
      long millis = random.nextInt(5) == 0 ? random.nextInt(100) : random.nextInt(200_000);
      samples.add(
          new Sample(
              DeviceId.of("d" + random.nextInt(3)),
              random.nextBoolean() ? "t" : "u",
              "",
              Instant.ofEpochMilli(millis),
              random.nextGaussian()));
    }
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("c");
    channel.publishAll(samples).get(10, TimeUnit.SECONDS);
    HistoryQuery all = HistoryQuery.between(Instant.EPOCH, Instant.ofEpochMilli(150_000));
    List<Sample> history = channel.history(all).toList();
    for (Windows windows :
        List.of(
            Windows.tumbling(Duration.ofMillis(1_000)),
            Windows.tumbling(Duration.ofMillis(7)),
            Windows.sliding(Duration.ofMillis(1_000), Duration.ofMillis(300)),
            Windows.sliding(Duration.ofMillis(10), Duration.ofMillis(10)))) {
      assertThat(windows.aggregate(channel.history(all)))
          .describedAs("seed %d, %s", SEED, windows)
          .isEqualTo(expected(history, windows));
    }
  }

  private static List<WindowAggregate> expected(List<Sample> history, Windows windows) {
    long size = windows.size().toMillis();
    long slide = windows.slide().toMillis();
    List<WindowAggregate> expected = new ArrayList<>();
    for (String device : List.of("d0", "d1", "d2")) {
      for (String metric : List.of("t", "u")) {
        List<Sample> series =
            history.stream()
                .filter(s -> s.device().value().equals(device) && s.metric().equals(metric))
                .toList();
        TreeSet<Long> starts = new TreeSet<>();
        for (Sample sample : series) {
          long time = sample.time().toEpochMilli();
          for (long start = -(size / slide + 1) * slide; start <= time; start += slide) {
            if (time < start + size) {
              starts.add(start);
            }
          }
        }
        for (long start : starts) {
          List<Sample> inside =
              series.stream()
                  .filter(s -> s.time().toEpochMilli() >= start)
                  .filter(s -> s.time().toEpochMilli() < start + size)
                  .toList();
          expected.add(
              new WindowAggregate(
                  DeviceId.of(device),
                  metric,
                  Instant.ofEpochMilli(start),
                  Instant.ofEpochMilli(start + size),
                  SampleStats.of(inside)));
        }
      }
    }
    return expected;
  }
}
