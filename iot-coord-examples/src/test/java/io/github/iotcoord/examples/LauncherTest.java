package io.github.iotcoord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  /** What a run wrote to standard error, and how it ended. */
  private record Outcome(int exitCode, String err) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "fleet --devices -5",
        "fleet --devices 0",
        "fleet --devices many",
        "fleet --devices 3 --gateways 4",
        "fleet --gateways -1",
        "fleet --seconds 0",
        "fleet --seed x",
        "fleet --speed 2",
        "fleet --replay /does/not/exist.csv",
        "fleet --replay /tmp",
        "fleet --replay pom.xml",
        "fleet --replay pom.xml --speed 0",
        "fleet --replay pom.xml --speed NaN",
        "fleet --replay pom.xml --speed 2 --seconds 3",
        "fleet --replay pom.xml --devices 5",
        "fleet --replay pom.xml --period -1",
        "fleet --connect localhost",
        "fleet --connect localhost:1:2",
        "fleet --connect localhost:99999",
        "fleet --json /does/not/exist.json",
        "fleet --json /tmp",
        "fleet --unknown",
        "fleet superfluous",
        "analyze",
        "analyze /does/not/exist.csv",
        "analyze pom.xml",
        "analyze pom.xml --points 1",
        "analyze pom.xml --labels 2013-12-10",
        "analyze pom.xml --labels 2013-12-10T00:00/2013-12-09T00:00"
      })
  void badOptionsEndWithTwoAndOneLine(String arguments) {
    Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(1).first().asString().startsWith("error: ");
  }

  @Test
  void anEnsembleThatDoesNotAnswerIsABadOption() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Outcome outcome = run("fleet", "--connect", "127.0.0.1:" + port, "--devices", "10");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("no ZooKeeper answers at 127.0.0.1:" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "quickstart --help", "fleet --help", "analyze --help"})
  void everyProgramHelps(String arguments) {
    assertThat(run(arguments.split(" ")).exitCode()).isZero();
  }

  @Test
  void quickstartRuns() {
    assertThat(run("quickstart").exitCode()).isZero();
  }

  @Test
  void aTraceWithoutARowThatCanBeReadIsABadOption(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("trace.csv");
    java.nio.file.Files.writeString(file, "arrival_ms,device,seq\nx,y,z\n");
    Outcome outcome = run("fleet", "--replay", file.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("no row that can be read", "line 2", "arrival_ms");
  }

  private static Outcome run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exitCode = Launcher.run(arguments);
      return new Outcome(exitCode, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
