package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.iotcoord.channel.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine of the Numenta Anomaly Benchmark, whose temperature ends in a failure. */
class MachineTemperatureTest {
  private static final List<String> LABELS =
      List.of(
          "2013-12-10T06:25:00Z/2013-12-12T05:35:00Z",
          "2013-12-15T17:50:00Z/2013-12-17T17:00:00Z",
          "2014-01-27T14:20:00Z/2014-01-29T13:30:00Z",
          "2014-02-07T14:55:00Z/2014-02-09T14:05:00Z");

  private static boolean isIn(String label, AlarmEvent alarm) {
    String[] ends = label.split("/", -1);
    Instant time = alarm.sample().time();
    return !time.isBefore(Instant.parse(ends[0])) && !time.isAfter(Instant.parse(ends[1]));
  }

  private static List<Sample> read() throws IOException {
    String given = System.getProperty("iotcoord.data");
    Path folder = given != null ? Path.of(given) : Path.of("..", "..", "shared", "data");
    Path file = folder.resolve("nab-machine-temperature.csv");
    assumeTrue(Files.exists(file));
    List<Sample> samples = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      samples.add(
          Sample.of(
              "machine",
              "temperature",
              Instant.parse(fields[0].replace(' ', 'T') + "Z"),
              Double.parseDouble(fields[1])));
    }
    return samples;
  }

  @Test
  void allLabelledAnomaliesAreFoundWithThreeFalseAlarms() throws IOException {
    List<Sample> samples = read();
    List<AlarmEvent> raised = new ArrayList<>();
    AlarmMonitor monitor =
        new AlarmMonitor(
            List.of(AlarmRule.anomaly("anomaly", AnomalyOptions.defaults())),
            event -> {
              if (event.raised()) {
                raised.add(event);
              }
            });
    monitor.add(samples);
    // An hour is in the file twice.
    assertThat(monitor.lateSamples()).isEqualTo(12);
    List<String> first = new ArrayList<>();
    for (String label : LABELS) {
      raised.stream()
          .filter(alarm -> isIn(label, alarm))
          .findFirst()
          .ifPresent(alarm -> first.add(alarm.sample().time().toString()));
    }
    assertThat(first)
        .containsExactly(
            "2013-12-10T08:55:00Z",
            "2013-12-16T16:40:00Z",
            "2014-01-27T15:45:00Z",
            "2014-02-07T19:25:00Z");
    assertThat(raised.stream().filter(a -> LABELS.stream().noneMatch(l -> isIn(l, a))))
        .extracting(alarm -> alarm.sample().time().toString().substring(0, 10))
        .containsExactly("2014-01-13", "2014-01-24", "2014-02-03");
  }

  @Test
  void aPlotOfAThousandPointsKeepsTheExtremes() throws IOException {
    List<Sample> samples = new ArrayList<>(read());
    samples.sort(java.util.Comparator.comparing(Sample::time));
    List<Sample> plot = Downsampling.forPlot(samples, 1_000);
    assertThat(plot).hasSize(1_000);
    assertThat(plot.stream().mapToDouble(Sample::value).min())
        .isEqualTo(samples.stream().mapToDouble(Sample::value).min());
    assertThat(plot.stream().mapToDouble(Sample::value).max())
        .isEqualTo(samples.stream().mapToDouble(Sample::value).max());
  }
}
