package io.github.iotcoord.examples.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnalyzeTest {

  @Test
  void findsWhatIsLabelledAndCountsWhatIsNot(@TempDir Path folder) throws Exception {
    // Twenty days, of which the twelfth has a drop that is labelled and the sixteenth one that is
    // not.
    StringBuilder csv = new StringBuilder("timestamp,temperature\n");
    Random random = new Random(1);
    for (int minute = 0; minute < 20 * 24 * 60; minute += 10) {
      int day = minute / (24 * 60);
      double hours = minute / 60.0;
      double value =
          50
              + 5 * Math.sin(2 * Math.PI * hours / 24)
              + random.nextGaussian()
              - (day == 12 || day == 16 ? 30 : 0);
      Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * minute);
      csv.append(String.format(Locale.ROOT, "%s,%.3f%n", time, value));
    }
    csv.append("yesterday,5\n");
    Path file = folder.resolve("pump-7.csv");
    Files.writeString(file, csv);
    Path svg = folder.resolve("pump-7.svg");

    String printed =
        run(
            file.toString(),
            "--labels",
            "2026-01-12T23:00/2026-01-13T20:00,2026-01-19 00:00:00/2026-01-19 12:00:00",
            "--points",
            "200",
            "--svg",
            svg.toString());
    assertThat(printed)
        .contains("2,880, 0 of them late")
        .contains("1 rejected")
        .contains("line 2882: 'yesterday' is not a time")
        .contains("days     20, those with the lowest medians: 2026-01-")
        .contains("found at 2026-01-13T00:00:00Z")
        .contains("2026-01-19T00:00:00Z to 2026-01-19T12:00:00Z: NOT FOUND")
        .contains("1 of 2 labels, 1 false alarms");
    assertThat(Files.readString(svg))
        .startsWith("<svg")
        .contains(">pump-7, temperature</text>", ">2026-01-13</text>", ">60</text>")
        .contains(">label</text>", ">alarm</text>", "polyline")
        .endsWith("</svg>\n");
  }

  @Test
  void axesHaveTicksAtRoundPlaces() {
    assertThat(Axis.ofValues(2.1, 108.5, 6).ticks()).containsExactly(0, 20, 40, 60, 80, 100, 120);
    assertThat(Axis.ofValues(-0.12, 0.31, 6).ticks()).hasSizeBetween(4, 8).contains(0);
    for (double constant : new double[] {0, 7, -1e17, 1e300}) {
      Axis axis = Axis.ofValues(constant, constant, 6);
      assertThat(axis.ticks()).as("of %s", constant).hasSizeBetween(2, 9);
      assertThat(axis.share(constant)).isBetween(-1e-6, 1 + 1e-6);
    }
    Axis values = Axis.ofValues(0.1, 0.7, 6);
    assertThat(values.name(values.ticks()[3])).isEqualTo("0.4");
    long day = Duration.ofDays(1).toMillis();
    Axis days = Axis.ofTime(5, 20 * day, 10);
    assertThat(days.ticks()).startsWith(2.0 * day).hasSize(10);
    assertThat(days.name(2.0 * day)).isEqualTo("1970-01-03");
    Axis seconds = Axis.ofTime(1_500, 6_000, 10);
    assertThat(seconds.ticks()).containsExactly(2_000, 3_000, 4_000, 5_000, 6_000);
    assertThat(seconds.name(2_000)).isEqualTo("01-01 00:00:02");
    assertThat(Axis.ofTime(7, 7, 10).share(7)).isZero();
  }

  @Test
  void readsTimesAsTheyAreWritten() {
    Instant time = Instant.parse("2013-12-02T21:15:00Z");
    assertThat(Times.parse("2013-12-02 21:15:00")).isEqualTo(time);
    assertThat(Times.parse(" 2013-12-02T21:15Z")).isEqualTo(time);
    assertThat(Times.parse(Long.toString(time.toEpochMilli()))).isEqualTo(time);
    assertThatThrownBy(() -> Times.parse("2013-13-02 21:15:00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2013-13-02");
  }

  private static String run(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(new CommandLine(new AnalyzeCommand()).execute(arguments)).isZero();
      return out.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }
}
