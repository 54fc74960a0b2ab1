package io.github.iotcoord.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class OutputsTest {
  private final CommandLine command = new CommandLine(CommandSpec.create());

  @Test
  void aFileThatCanBeWrittenIsNotMade(@TempDir Path folder) {
    Path file = folder.resolve("results.csv");
    Outputs.checkFile(command, "--csv", file);
    Outputs.checkFile(command, "--csv", null);
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> Outputs.checkFile(command, "--csv", folder))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--csv: cannot write " + folder);
    Path nowhere = folder.resolve("nowhere").resolve("results.csv");
    assertThatThrownBy(() -> Outputs.checkFile(command, "--csv", nowhere))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--csv: cannot write " + nowhere);
  }

  @Test
  void aFolderIsMade(@TempDir Path folder) throws Exception {
    Path inner = folder.resolve("a").resolve("b");
    Outputs.makeFolder(command, "--plots", inner);
    assertThat(inner).isDirectory();
    Outputs.makeFolder(command, "--plots", inner);
    Outputs.makeFolder(command, "--plots", null);
    Path file = Files.createFile(folder.resolve("file"));
    for (Path bad : new Path[] {file, file.resolve("below")}) {
      assertThatThrownBy(() -> Outputs.makeFolder(command, "--plots", bad))
          .isInstanceOf(ParameterException.class)
          .hasMessage("--plots: cannot make the folder " + bad);
    }
  }
}
