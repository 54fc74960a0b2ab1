package io.github.iotcoord.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchMainTest {

  /** What a run wrote, and how it ended. */
  private record Outcome(int exitCode, String out, String err) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "compare",
        "compare nonsense",
        "compare lock superfluous",
        "compare lock --seconds 0",
        "compare lock --seconds -1",
        "compare lock --seconds many",
        "compare lock --only nonsense",
        "compare lock --only lock.uncontended,nonsense",
        "compare lock --csv",
        "compare lock --csv /does/not/exist.csv",
        "compare lock --csv /tmp",
        "compare lock --plots /etc/passwd",
        "compare all --only nonsense",
        "compare lock --seed many",
        "compare lock --unknown"
      })
  void aWrongCommandLineEndsWithTwoAndTheUsage(String arguments) {
    Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error: ").contains("Usage: iot-coord-bench");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(run("compare", "nonsense").err())
        .contains("'nonsense'", "[lock, registry, heartbeat, channel]");
    assertThat(run("compare", "lock", "--only", "nonsense").err())
        .contains("'nonsense'", "lock.uncontended");
    assertThat(run("compare", "lock", "--seconds", "0").err()).contains("--seconds", "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "compare --help"})
  void helps(String arguments) {
    assertThat(run(arguments.split(" ")).exitCode()).isZero();
  }

  @Test
  @Timeout(120)
  void aComparisonWritesItsResults(@TempDir Path folder) throws IOException {
    Path csv = folder.resolve("results.csv");
    Outcome outcome =
        run(
            "compare",
            "lock",
            "--only",
            "lock.uncontended",
            "--seconds",
            "1",
            "--csv",
            csv.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(Files.readAllLines(csv))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("benchmark,metric,unit,ours,peer_name,"),
            mutex ->
                assertThat(mutex)
                    .matches("lock.uncontended,time,us,[0-9.]+,InterProcessMutex,[0-9.]+,[0-9.]+"),
            raw -> assertThat(raw).matches("lock.uncontended,time,us,[0-9.]+,raw,[0-9.]+,[0-9.]+"));
  }

  @Test
  @Timeout(120)
  void aQuickRunSaysSoAndDraws(@TempDir Path folder) throws IOException {
    Path csv = folder.resolve("results.csv");
    Path plots = folder.resolve("plots");
    Outcome outcome =
        run(
            ("compare all --quick --seed 7 --only lock.threads,registry.select --csv "
                    + csv
                    + " --plots "
                    + plots)
                .split(" "));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("2 benchmarks, about 0:", "1/2 lock.threads took", "2/2 registry.select took");
    assertThat(outcome.out())
        .contains(
            "seed 7",
            "QUICK",
            "acquires 4 times; in full:",
            "ours waits: ",
            "What was busy meanwhile",
            "All of it took");
    assertThat(Files.readAllLines(csv)).hasSize(4);
    assertThat(Files.readAllLines(plots.resolve("spread.csv"))).hasSize(7);
    assertThat(Files.readAllLines(plots.resolve("limits.csv"))).hasSize(5);
    for (String plot : List.of("lock.png", "registry.png")) {
      assertThat(ImageIO.read(plots.resolve(plot).toFile()).getWidth()).as(plot).isEqualTo(960);
    }
  }

  private static Outcome run(String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exitCode = BenchMain.run(arguments);
      return new Outcome(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
