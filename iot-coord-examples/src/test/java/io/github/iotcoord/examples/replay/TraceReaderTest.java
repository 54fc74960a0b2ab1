package io.github.iotcoord.examples.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.registry.DeviceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
  private static final String HEADER = "arrival_ms,device,seq,temperature_celsius,gateways\n";

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @Test
  void readsRowsWithTheirMetricsAndUnits() throws Exception {
    Trace trace = read(HEADER + "1000,mote-1,7,21.5,3\n2000,mote-2,,,4\n");
    assertThat(trace.metrics())
        .containsExactly(new Metric("temperature", "celsius"), new Metric("gateways", ""));
    assertThat(trace.rows()).hasSize(2);
    TraceRow first = trace.rows().get(0);
    assertThat(first.arrivalMs()).isEqualTo(1_000);
    assertThat(first.device()).isEqualTo(DeviceId.of("mote-1"));
    assertThat(first.sequence()).isEqualTo(OptionalLong.of(7));
    assertThat(first.values()).containsExactly(21.5, 3.0);
    assertThat(trace.rows().get(1).sequence()).isEmpty();
    assertThat(trace.rows().get(1).values()).containsExactly(null, 4.0);
    assertThat(trace.rejected()).isZero();
  }

  @Test
  void theUnitFollowsTheLastUnderscore() {
    assertThat(Metric.ofColumn("light_par_raw")).isEqualTo(new Metric("light_par", "raw"));
    assertThat(Metric.ofColumn("_x")).isEqualTo(new Metric("_x", ""));
    assertThat(Metric.ofColumn("x_")).isEqualTo(new Metric("x_", ""));
  }

  @Test
  void takesWhatSpreadsheetsWrite() throws Exception {
    Trace trace = read("\ufeff" + HEADER.replace("\n", "\r\n") + "1, \"a,\"\"b\" ,2,3,4\r\n\r\n");
    assertThat(trace.rows()).hasSize(1);
    assertThat(trace.rows().get(0).device()).isEqualTo(DeviceId.of("a,\"b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000,mote-1,7,21.5",
        "1000,mote-1,7,21.5,3,9",
        "noon,mote-1,7,21.5,3",
        "-5,mote-1,7,21.5,3",
        "999999999999999,mote-1,7,21.5,3",
        "99999999999999999999,mote-1,7,21.5,3",
        ",mote-1,7,21.5,3",
        "1000,,7,21.5,3",
        "1000,a/b,7,21.5,3",
        "1000,mote-1,seven,21.5,3",
        "1000,mote-1,-7,21.5,3",
        "1000,mote-1,7.5,21.5,3",
        "1000,mote-1,7,warm,3",
        "1000,mote-1,7,NaN,3",
        "1000,mote-1,7,1e999,3",
        "1000,\"mote-1,7,21.5,3",
        "garbage"
      })
  void aRowThatCannotBeReadIsNotedAndTheRestGoesOn(String bad) throws Exception {
    Trace trace = read(HEADER + "1000,mote-1,1,20,1\n" + bad + "\n2000,mote-1,2,21,2\n");
    assertThat(trace.rows()).hasSize(2);
    assertThat(trace.rejected()).isEqualTo(1);
    assertThat(trace.rejections()).hasSize(1).first().asString().startsWith("line 3: ");
  }

  @Test
  void bytesThatAreNotTextAreABadRow() throws Exception {
    Path file = folder.resolve("trace.csv");
    Files.write(
        file,
        (HEADER + "1,mote-1,1,1,1\n2,m\u00f6te,2,2,2\n").getBytes(StandardCharsets.ISO_8859_1));
    Trace trace = TraceReader.read(file);
    assertThat(trace.rows()).hasSize(1);
    assertThat(trace.rejections().get(0)).startsWith("line 3: device id");
  }

  @Test
  void countsAllRejectedRowsAndNamesTheFirst() throws Exception {
    Trace trace = read(HEADER + "1,a,1,1,1\n" + "bad\n".repeat(50));
    assertThat(trace.rejected()).isEqualTo(50);
    assertThat(trace.rejections()).hasSize(TraceReader.MOST_NAMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a,b,c\n1,2,3\n",
        "arrival_ms,device\n1,a\n",
        "arrival_ms,device,seq,t_c,t_f\n1,a,1,1,1\n",
        "arrival_ms,device,seq,\n1,a,1,1\n",
        "arrival_ms,device,seq\n"
      })
  void aFileThatIsNoTraceIsRefused(String content) {
    assertThatThrownBy(() -> read(content)).isInstanceOf(BadTraceException.class);
  }

  @Test
  void estimatesPeriodsFromGaps() throws Exception {
    Trace trace =
        read(
            """
            arrival_ms,device,seq
            1000,a,1
            2000,a,2
            3000,a,3
            9000,a,4
            8000,a,5
            1500,b,1
            5500,b,2
            7000,c,1
            """);
    assertThat(trace.medianGaps())
        .containsEntry(DeviceId.of("a"), Duration.ofSeconds(1))
        .containsEntry(DeviceId.of("b"), Duration.ofSeconds(4))
        .containsKey(DeviceId.of("c"));
    assertThat(trace.spanMillis()).isEqualTo(8_000);
  }

  private Trace read(String content) throws IOException {
    return TraceReader.read(Files.writeString(folder.resolve("trace.csv"), content));
  }
}
