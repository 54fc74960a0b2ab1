package io.github.iotcoord.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Refuses, before anything is measured, what could not be written after all the measuring. */
public final class Outputs {
  private Outputs() {}

  /**
   * Checks that a file can be written.
   *
   * @param file the option's value; nothing is checked without one
   * @throws ParameterException if it cannot
   */
  public static void checkFile(CommandLine command, String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean possible =
        Files.exists(file)
            ? !Files.isDirectory(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!possible) {
      throw new ParameterException(command, option + ": cannot write " + file);
    }
  }

  /**
   * Makes a folder, unless it is there, and checks that files can be written to it.
   *
   * @param folder the option's value; nothing is checked without one
   * @throws ParameterException if they cannot
   */
  public static void makeFolder(CommandLine command, String option, @Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try {
      // Not by createDirectories alone, which refuses a link to a folder.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new ParameterException(command, option + ": cannot make the folder " + folder, e);
    }
    if (!Files.isWritable(folder)) {
      throw new ParameterException(command, option + ": cannot write to " + folder);
    }
  }
}
