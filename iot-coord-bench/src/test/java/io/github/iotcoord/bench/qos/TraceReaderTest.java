package io.github.iotcoord.bench.qos;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.bench.qos.Trace.Beat;
import io.github.iotcoord.bench.qos.Trace.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
  private static final long MILLISECOND = 1_000_000;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  private Trace read(String text, @Nullable Long period) throws IOException {
    return TraceReader.read(Files.writeString(folder.resolve("some,trace.csv"), text), period);
  }

  @Test
  void columnsAreFoundByNameAndBeatsAreSortedByArrival() throws IOException {
    Trace trace =
        read(
            String.join(
                "\r\n",
                "\uFEFFseq, volts ,device,arrival_ms",
                "3,1,b,4000",
                ",2,a,100",
                "1,,b,1000",
                "2,,b,2000.5",
                "",
                "6,,b,7000",
                ",,a,130"),
            null);
    assertThat(trace.name()).isEqualTo("some_trace");
    assertThat(trace.devices())
        .containsExactly(
            new Device(
                "b",
                1_000 * MILLISECOND + MILLISECOND / 2,
                List.of(
                    new Beat(1_000 * MILLISECOND, 1, false),
                    new Beat(2_000 * MILLISECOND + MILLISECOND / 2, 2, false),
                    new Beat(4_000 * MILLISECOND, 3, false),
                    new Beat(7_000 * MILLISECOND, 6, false))),
            new Device(
                "a",
                30 * MILLISECOND,
                List.of(
                    new Beat(100 * MILLISECOND, NO_SEQUENCE, false),
                    new Beat(130 * MILLISECOND, NO_SEQUENCE, false))));
  }

  @Test
  void aGivenPeriodIsEveryDevices() throws IOException {
    Trace trace = read("arrival_ms,device,seq\n1,a,\n2,a,\n1,b,\n1,b,\n1,alone,\n", 5L);
    assertThat(trace.devices()).extracting(Device::period).containsExactly(5L, 5L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | line 1 | empty",
        "'arrival_ms,seq\n1,2' | line 1 | device",
        "'arrival,device,seq' | line 1 | arrival_ms",
        "'arrival_ms,device,seq\n1,a,1\n1,a\n' | line 3 | 2 fields",
        "'arrival_ms,device,seq\nsoon,a,1\n' | line 2 | 'soon'",
        "'arrival_ms,device,seq\n,a,1\n' | line 2 | arrival_ms",
        "'arrival_ms,device,seq\n1e300,a,1\n' | line 2 | arrival_ms",
        "'arrival_ms,device,seq\n1,a,1.5\n' | line 2 | '1.5'",
        "'arrival_ms,device,seq\n1,a,x\n' | line 2 | 'x'",
        "'arrival_ms,device,seq\n1,,1\n' | line 2 | device is empty",
        "'arrival_ms,device,seq\n1,a,1\n' | some,trace.csv | no device",
        "'arrival_ms,device,seq\n1,a,1\n1,a,2\n' | device a | --period"
      })
  void whatIsWrongIsNamedWithFileAndLine(String text, String where, String what) {
    assertThatThrownBy(() -> read(text, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("some,trace.csv")
        .hasMessageContaining(where)
        .hasMessageContaining(what);
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = folder.resolve("binary.csv");
    Files.write(file, "arrival_ms,device,seq\n1,\u00e9,1".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TraceReader.read(file, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
  }
}
