package io.github.iotcoord.examples.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(Files.readString(svg)).startsWith("<svg").contains("polyline").endsWith("</svg>\n");
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
