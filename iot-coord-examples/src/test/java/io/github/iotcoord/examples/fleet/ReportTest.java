package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void percentilesAreOfTheNearestRank() {
    List<Long> hundred = LongStream.rangeClosed(1, 100).boxed().toList();
    assertThat(Report.percentile(hundred, 50)).isEqualTo(50);
    assertThat(Report.percentile(hundred, 99)).isEqualTo(99);
    assertThat(Report.percentile(List.of(7L), 99)).isEqualTo(7);
    assertThat(Report.percentile(List.of(), 50)).isNull();
  }

  @Test
  void nothingToMeasureIsNullInJson() throws Exception {
    Report report = new Report();
    report.detection(List.of());
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertThat(json.get("detection_ms_p50").isNull()).isTrue();
    assertThat(json.get("ok").booleanValue()).isTrue();
    assertThat(report.exitCode()).isZero();
  }

  @Test
  void aLostSampleFailsTheRunAndIsSaid() throws Exception {
    Report report = new Report();
    report.samples(new DeliveryLog.Balance(10, 9, 1, 0, 0, 0, 3, 0));
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.broken()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertThat(json.get("samples_lost").longValue()).isEqualTo(1);
    assertThat(json.get("broken").get(0).asText()).contains("1 acknowledged samples");
  }
}
