package io.github.iotcoord.bench.scale;

import io.github.iotcoord.bench.Outputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a command that measures points: where it writes them. */
final class PointOptions {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the results there too, with a header.")
  private @Nullable Path csv;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Draw the results there, as PNG; the folder is made.")
  private @Nullable Path plots;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  /** Draws points into a folder. */
  interface Drawing<P> {
    void draw(Path folder, List<P> points) throws IOException;
  }

  /** Refuses what could not be written after all the measuring. */
  void check(String serverHeap) {
    if (!serverHeap.matches("[1-9][0-9]*[mgMG]")) {
      throw refuse("--server-heap must be a number and m or g, was '" + serverHeap + "'");
    }
    Outputs.checkFile(spec.commandLine(), "--csv", csv);
    Outputs.makeFolder(spec.commandLine(), "--plots", plots);
  }

  ParameterException refuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  <P> void write(String header, List<P> points, Function<P, String> line, Drawing<P> drawing)
      throws IOException {
    if (csv != null) {
      Files.write(csv, Stream.concat(Stream.of(header), points.stream().map(line)).toList());
    }
    if (plots != null) {
      drawing.draw(plots, points);
    }
  }
}
