package io.github.iotcoord.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ServerProcessTest {
  @Test
  void aServerThatEndsAtOnceIsQuoted() {
    assertThatThrownBy(() -> ServerProcess.start("much"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended at once; it said last:\n")
        .hasMessageContaining("-Xmxmuch");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theDataGoesWithTheProcess(boolean bySignal, @TempDir Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).startsWith("127.0.0.1:");
      assertThat(data(folder)).isOne();
      if (bySignal) {
        process.destroy();
      } else {
        process.getOutputStream().close();
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(data(folder)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static long data(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains("iot-coord-zookeeper")).count();
    }
  }
}
