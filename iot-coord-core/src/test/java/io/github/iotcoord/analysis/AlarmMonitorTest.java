package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmMonitorTest {
  private final List<AlarmEvent> events = new ArrayList<>();

  private static Sample sample(long second, double value) {
    return Sample.of("d", "t", Instant.ofEpochSecond(second), value);
  }

  private AlarmMonitor monitor(AlarmRule... rules) {
    return new AlarmMonitor(List.of(rules), events::add);
  }

  private List<String> told() {
    return events.stream()
        .map(e -> (e.raised() ? "+" : "-") + e.sample().time().getEpochSecond())
        .toList();
  }

  private void feed(AlarmMonitor monitor, double... values) {
    for (int i = 0; i < values.length; i++) {
      monitor.add(List.of(sample(i, values[i])));
    }
  }

  @Test
  void aHighValueRaisesAndOnlyOneBelowTheClearingLevelClears() {
    feed(monitor(AlarmRule.above("hot", 80, 75)), 79.9, 80, 76, 81, 75, 74.9, 79, 80);
    assertThat(told()).containsExactly("+1", "-5", "+7");
    AlarmEvent cleared = events.get(1);
    assertThat(cleared.level()).isEqualTo(75);
    assertThat(cleared.since()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(cleared.measured()).isEqualTo(74.9);
    assertThat(events.get(0).reason())
        .isEqualTo(
            "hot raised: t of d is 80.0, measured 80.0, at least 80.0, since 1970-01-01T00:00:01Z");
    assertThat(cleared.reason()).contains("cleared", "below 75.0");
  }

  @Test
  void aLowValueRaisesAndOnlyOneAboveTheClearingLevelClears() {
    feed(monitor(AlarmRule.below("cold", 5, 8)), 6, 5, 8, 8.1, 4);
    assertThat(told()).containsExactly("+1", "-3", "+4");
    assertThat(events.get(0).reason()).contains("at most 5.0");
    assertThat(events.get(1).reason()).contains("above 8.0");
  }

  @Test
  void theThresholdMustHoldForTheTimeAndTheSamplesAskedFor() {
    feed(monitor(AlarmRule.above("hot", 80, 75).withSamples(3)), 80, 80, 79, 80, 80, 80, 80);
    assertThat(told()).containsExactly("+5");
    assertThat(events.get(0).since()).isEqualTo(Instant.ofEpochSecond(3));
    events.clear();
    AlarmMonitor held = monitor(AlarmRule.above("hot", 80, 75).withHold(Duration.ofSeconds(3)));
    feed(held, 80, 80, 79, 80, 80, 80, 81);
    assertThat(told()).containsExactly("+6");
  }

  @Test
  void ratesAreOfTheEventTimeBetweenSamples() {
    AlarmMonitor monitor =
        monitor(AlarmRule.risingBy("rising", 2, 0.5), AlarmRule.fallingBy("falling", 2, 0.5));
    monitor.add(
        List.of(
            sample(0, 100), sample(10, 119), sample(20, 139), sample(30, 149), sample(40, 150)));
    assertThat(told()).containsExactly("+20", "-40");
    assertThat(events.get(0).measured()).isEqualTo(2);
    events.clear();
    monitor.add(List.of(sample(50, 130), sample(60, 122), sample(70, 118)));
    assertThat(events).extracting(e -> e.rule().name()).containsOnly("falling");
    assertThat(told()).containsExactly("+50", "-70");
    // The same fall over a year is none.
    monitor.add(List.of(sample(70 + 31_000_000, -1_000)));
    assertThat(events).hasSize(2);
  }

  @Test
  void whatIsNotTheNewestOfItsSeriesNeverFires() {
    AlarmMonitor monitor = monitor(AlarmRule.above("hot", 80, 75));
    monitor.add(List.of(sample(100, 20)));
    monitor.add(List.of(sample(99, 1_000), sample(100, 1_000), sample(0, 1_000)));
    assertThat(events).isEmpty();
    assertThat(monitor.lateSamples()).isEqualTo(3);
    monitor.add(List.of(sample(101, 90)));
    monitor.add(List.of(sample(100, 20)));
    assertThat(told()).containsExactly("+101");
    assertThat(monitor.lateSamples()).isEqualTo(4);
  }

  @Test
  void lateSamplesChangeNothing() {
    Random random = new Random(3);
    List<Sample> ordered = new ArrayList<>();
    List<Sample> disordered = new ArrayList<>();
    double value = 50;
    for (int i = 0; i < 20_000; i++) {
      value += random.nextGaussian() - (value - 50) / 50;
      ordered.add(sample(i * 60L, value));
      disordered.add(sample(i * 60L, value));
      if (random.nextInt(3) == 0) {
        disordered.add(sample(i * 60L - random.nextInt(1_000_000) % (i * 60L + 1), 1e6));
      }
    }
    AlarmRule[] rules = {
      AlarmRule.above("hot", 58, 52).withSamples(2),
      AlarmRule.risingBy("rising", 0.03, 0),
      AlarmRule.anomaly("odd", AnomalyOptions.defaults()).withLevels(1.5, 1)
    };
    monitor(rules).add(ordered);
    List<AlarmEvent> expected = List.copyOf(events);
    assertThat(expected).extracting(e -> e.rule().name()).contains("hot", "rising");
    events.clear();
    monitor(rules).add(disordered);
    assertThat(events).isEqualTo(expected);
  }

  @Test
  void rulesAreForTheirMetricAndSeriesAreJudgedApart() {
    AlarmMonitor monitor =
        monitor(AlarmRule.above("hot", 80, 75).withMetric("t"), AlarmRule.above("any", 90, 75));
    monitor.add(
        List.of(
            Sample.of("a", "t", Instant.EPOCH, 85),
            Sample.of("a", "u", Instant.EPOCH, 95),
            Sample.of("b", "t", Instant.EPOCH, 95)));
    assertThat(events)
        .extracting(e -> e.rule().name() + " " + e.sample().device() + e.sample().metric())
        .containsExactly("hot at", "any au", "hot bt", "any bt");
    events.clear();
    monitor.forget(DeviceId.of("a"));
    monitor.add(List.of(Sample.of("a", "t", Instant.EPOCH, 85)));
    assertThat(events).hasSize(1);
  }

  @Test
  void aListenerThatThrowsIsToldTheRest() {
    List<AlarmEvent> told = new ArrayList<>();
    AlarmMonitor monitor =
        new AlarmMonitor(
            List.of(AlarmRule.above("hot", 80, 75)),
            event -> {
              told.add(event);
              throw new IllegalStateException("no");
            });
    assertThatThrownBy(() -> monitor.add(List.of(sample(0, 90), sample(1, 0)))).hasMessage("no");
    assertThat(told).hasSize(2);
  }

  @Test
  void refusesWhatCannotBeARule() {
    assertThatThrownBy(() -> AlarmRule.above("hot", 80, 81)).hasMessageContaining("wrong side");
    assertThatThrownBy(() -> AlarmRule.below("cold", 5, 4)).hasMessageContaining("wrong side");
    assertThatThrownBy(() -> AlarmRule.above("hot", Double.NaN, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> AlarmRule.above(" ", 2, 1)).hasMessageContaining("name");
    AlarmRule rule = AlarmRule.above("hot", 2, 1);
    assertThatThrownBy(() -> rule.withSamples(0)).hasMessageContaining("samples");
    assertThatThrownBy(() -> rule.withHold(Duration.ofSeconds(-1))).hasMessageContaining("hold");
  }
}
