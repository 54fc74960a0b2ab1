package io.github.iotcoord.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(300)
class ScaleCommandTest {
  @Test
  void eachSizeIsARowAndAPoint(@TempDir Path folder) throws Exception {
    Path csv = folder.resolve("scale.csv");
    StringWriter out = new StringWriter();
    int code =
        run(
            out,
            "--devices=2000",
            "--warm-up=500",
            "--server-heap=256m",
            "--csv=" + csv,
            "--plots=" + folder);
    assertThat(code).as(out.toString()).isZero();
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(2).first().isEqualTo(ScalePoint.HEADER);
    assertThat(out.toString()).contains("2 steps, about", "1/2 warming up took", "ZooKeeper 3.");
    String line = lines.get(1);
    assertThat(line).startsWith("2000,");
    assertThat(Long.parseLong(line.split(",", -1)[10]))
        .as("requests of %s", line)
        .isBetween(1L, 50L);
    for (String plot : List.of("registry-time.png", "registry-memory.png")) {
      BufferedImage image = ImageIO.read(folder.resolve(plot).toFile());
      assertThat(image.getWidth()).as(plot).isEqualTo(720);
    }
  }

  @Test
  void eachNumberOfServersIsARowAndAPoint(@TempDir Path folder) throws Exception {
    Path csv = folder.resolve("servers.csv");
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new ServersCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    int code =
        line.execute(
            "--servers=1,3",
            "--devices=100",
            "--seconds=0.1",
            "--server-heap=256m",
            "--csv=" + csv,
            "--plots=" + folder);
    assertThat(code).as(out.toString()).isZero();
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(3).first().isEqualTo(ServersPoint.HEADER);
    assertThat(lines.get(1)).matches("1,standalone(,[0-9.]+){12}");
    assertThat(lines.get(2)).matches("3,follower(,[0-9.]+){12}");
    assertThat(ImageIO.read(folder.resolve("servers.png").toFile()).getWidth()).isEqualTo(720);
    for (String bad : List.of("--servers=2", "--server-heap=much", "--csv=" + folder)) {
      assertThat(line.execute(bad)).as(bad).isEqualTo(CommandLine.ExitCode.USAGE);
    }
  }

  @Test
  void badOptionsAreNamed(@TempDir Path folder) throws Exception {
    assertThat(refused("--devices=0")).contains("--devices", "0");
    assertThat(refused("--server-heap=much")).contains("--server-heap", "'much'");
    assertThat(refused("--warm-up=0")).contains("--warm-up", "0");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(refused("--plots=" + file)).contains("--plots", file.toString());
    assertThat(refused("--csv=" + folder)).contains("--csv");
    assertThat(refused("--csv=" + folder.resolve("nowhere/scale.csv"))).contains("nowhere");
  }

  private static String refused(String option) {
    StringWriter out = new StringWriter();
    assertThat(run(out, option)).isEqualTo(CommandLine.ExitCode.USAGE);
    return out.toString();
  }

  private static int run(StringWriter out, String... args) {
    CommandLine line = new CommandLine(new ScaleCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    return line.execute(args);
  }
}
