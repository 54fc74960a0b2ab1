package io.github.iotcoord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows first is what it says: ten lines that work. */
class ReadmeTest {
  private static final Path QUICKSTART =
      Path.of("src/main/java/io/github/iotcoord/examples/Quickstart.java");

  @Test
  void theProgramOfTheReadmeCompilesAndRuns(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("Quickstart.java");
    Files.writeString(source, firstJavaBlock());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString()))
        .as("the compiler's exit code")
        .isZero();

    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                "Quickstart")
            .redirectErrorStream(true)
            .start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(run.exitValue()).as(output).isZero();
    assertThat(output).contains("fencing token", "temperature", "21.5");
  }

  @Test
  void quickstartIsTheSameTenLines() throws IOException {
    assertThat(tenLines(firstJavaBlock()))
        .hasSize(10)
        .isEqualTo(tenLines(Files.readString(QUICKSTART)));
  }

  private static String firstJavaBlock() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("readme")));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).as("README.md has a java block").isTrue();
    return block.group(1);
  }

  /** From the line that opens the resources to the brace that closes them. */
  private static List<String> tenLines(String program) {
    List<String> lines = program.lines().toList();
    int first = 0;
    while (!lines.get(first).strip().startsWith("try (")) {
      first++;
    }
    int indent = lines.get(first).indexOf("try (");
    int last = first;
    while (!lines.get(last).equals(" ".repeat(indent) + "}")) {
      last++;
    }
    return lines.subList(first, last + 1).stream().map(line -> line.substring(indent)).toList();
  }
}
