package io.github.iotcoord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fleet program from its command line to its report. */
class FleetRunTest {
  private static final List<String> KEYS =
      List.of(
          "devices",
          "gateways",
          "registrations_per_second",
          "samples_published",
          "samples_delivered",
          "samples_lost",
          "deaths_scripted",
          "deaths_detected",
          "detection_ms_p50",
          "detection_ms_p99",
          "false_downs",
          "gateways_lost",
          "rows_rejected");

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @Test
  @Timeout(120)
  void aSmallFleetKeepsEveryPromise() throws Exception {
    JsonNode report =
        run(0, "fleet", "--devices", "120", "--gateways", "3", "--seconds", "15", "--seed", "3");
    assertThat(report.get("devices").intValue()).isEqualTo(120);
    assertThat(report.get("gateways").intValue()).isEqualTo(3);
    assertThat(report.get("registrations_per_second").longValue()).isPositive();
    assertThat(report.get("samples_published").longValue()).isPositive();
    assertThat(report.get("samples_delivered")).isEqualTo(report.get("samples_published"));
    assertThat(report.get("samples_lost").longValue()).isZero();
    assertThat(report.get("deaths_scripted").intValue()).isPositive();
    assertThat(report.get("deaths_detected")).isEqualTo(report.get("deaths_scripted"));
    assertThat(report.get("detection_ms_p50").longValue()).isPositive();
    assertThat(report.get("false_downs").intValue()).isZero();
    assertThat(report.get("gateways_lost").intValue()).isEqualTo(2);
    assertThat(report.get("rows_rejected").intValue()).isZero();
  }

  @Test
  @Timeout(60)
  void aTraceIsReplayedWithItsBadRowsReported() throws Exception {
    StringBuilder trace = new StringBuilder("arrival_ms,device,seq,temperature_celsius,gateways\n");
    long begin = 1_700_000_000_000L;
    for (int i = 0; i < 500; i++) {
      trace.append(
          "%d,mote-%d,%s,%d,\n"
              .formatted(begin + i * 1_000L, i % 5, i % 50 == 0 ? "" : i / 5, i % 30));
    }
    trace.append("not,a,row\n");
    // Out of order, and a device that is heard but once.
    trace.append("%d,mote-9,1,20,3\n".formatted(begin));
    Path file = Files.writeString(folder.resolve("trace.csv"), trace);

    JsonNode report = run(0, "fleet", "--replay", file.toString(), "--speed", "100");
    assertThat(report.get("devices").intValue()).isEqualTo(6);
    assertThat(report.get("gateways").intValue()).isEqualTo(1);
    assertThat(report.get("samples_published").intValue()).isEqualTo(502);
    assertThat(report.get("samples_delivered").intValue()).isEqualTo(502);
    assertThat(report.get("samples_lost").intValue()).isZero();
    assertThat(report.get("deaths_scripted").intValue()).isZero();
    assertThat(report.get("detection_ms_p50").isNull()).isTrue();
    assertThat(report.get("rows_rejected").intValue()).isEqualTo(1);
    assertThat(report.get("rejections").get(0).asText()).startsWith("line 502: ");
  }

  private JsonNode run(int expected, String... arguments) throws Exception {
    Path json = folder.resolve("report.json");
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--json";
    all[arguments.length + 1] = json.toString();
    int exitCode = Launcher.run(all);
    JsonNode report = new ObjectMapper().readTree(Files.readString(json));
    assertThat(exitCode).as(report.toPrettyString()).isEqualTo(expected);
    KEYS.forEach(key -> assertThat(report.has(key)).as(key).isTrue());
    return report;
  }
}
