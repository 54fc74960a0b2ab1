package io.github.iotcoord.bench.qos;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class QosCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path trace;

  @BeforeEach
  void writeATrace() throws IOException {
    StringBuilder text = new StringBuilder("arrival_ms,device,seq\n");
    for (int i = 0; i < 300; i++) {
      // Every thirtieth is lost.
      if (i % 30 != 7) {
        text.append(1_000L * i).append(",pump,").append(i).append('\n');
        text.append(500 + 2_000L * i).append(",valve,\n");
      }
    }
    trace = Files.writeString(folder.resolve("tiny.csv"), text);
  }

  @Test
  void writesEveryDetectorsSweepAndAVerdict() throws IOException {
    Path csv = folder.resolve("results.csv");
    Path plot = folder.resolve("plot.png");
    StringWriter out = new StringWriter();
    int code = run(out, "--trace=" + trace, "--no-simulated", "--csv=" + csv, "--plot=" + plot);
    assertThat(code).as(out.toString()).isZero();
    assertThat(out.toString()).contains("tiny: 2 devices, 580 beats", "at 3 periods");

    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).first().isEqualTo(Score.HEADER);
    assertThat(lines).hasSize(Contenders.all().size() + 1);
    assertThat(
            lines.stream().skip(1).map(line -> line.split(",", -1)[1]).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "adaptive",
            "fixed",
            "chen-32",
            "chen-1000",
            "two-window",
            "bertier",
            "phi-accrual",
            "pekko",
            "pekko-pause");
    // Twenty silences of two periods; by the fixed timeout of 1.5 periods all are condemned.
    assertThat(lines)
        .contains("tiny,fixed,1.500,580,2.250,3.000,1.5000,20,80.2676,0.750,0.983277592");

    BufferedImage image = ImageIO.read(plot.toFile());
    assertThat(image.getWidth()).isEqualTo(800);
  }

  @Test
  void filesOfOneNameAreToldApart() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other")).resolve("tiny.csv");
    Files.writeString(other, "arrival_ms,device,seq\n1,a,1\n2,a,2\n");
    StringWriter out = new StringWriter();
    assertThat(run(out, "--trace=" + trace, "--trace=" + other, "--no-simulated")).isZero();
    assertThat(out.toString()).contains("tiny: 2 devices", "tiny-2: 1 devices, 2 beats");
  }

  @Test
  void badOptionsAreNamed() throws IOException {
    assertThat(refused("--no-simulated")).contains("--trace");
    assertThat(refused("--trace=" + folder.resolve("absent"))).contains("--trace", "absent");
    assertThat(refused("--period=0")).contains("--period", "0");
    assertThat(refused("--csv=" + folder)).contains("--csv");
    assertThat(refused("--plot=" + folder.resolve("no/where.png"))).contains("--plot", "where");
    Path bad = Files.writeString(folder.resolve("bad.csv"), "arrival_ms,device,seq\nnow,a,1\n");
    assertThat(refused("--trace=" + bad)).contains("bad.csv, line 2", "'now'");
  }

  private static String refused(String option) {
    StringWriter out = new StringWriter();
    assertThat(run(out, option)).isEqualTo(CommandLine.ExitCode.USAGE);
    return out.toString();
  }

  private static int run(StringWriter out, String... args) {
    CommandLine line = new CommandLine(new QosCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    return line.execute(args);
  }
}
