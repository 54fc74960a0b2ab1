package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run leaves behind: a report for people, and files. */
final class Output {
  private Output() {}

  /** Writes the report. */
  static void print(
      PrintWriter out, Selection selection, Effort effort, long seed, Tournament.Outcome outcome) {
    out.println(outcome.machine());
    out.printf("seed %d; took %s%n", seed, ProgressBar.shown(outcome.took()));
    if (effort.equals(Effort.quick())) {
      out.printf(
          "%nQUICK: orders of magnitude only. Each side is measured for %d ms in up to %d rounds,"
              + " no benchmark much longer than %d s. Smaller than in full:%n",
          effort.perSide().toMillis(), effort.rounds(), effort.most().toSeconds());
      selection.differences().forEach(line -> out.println("  " + line));
    }
    TableReport.print(out, outcome.results());
    TableReport.printLegend(out, selection.all());
    LimitsReport.print(out, outcome.accounts());
    out.flush();
  }

  /** Writes the ratios to a file. */
  static void writeCsv(@Nullable Path csv, List<Result> results) throws IOException {
    if (csv != null) {
      Files.write(csv, CsvReport.lines(results));
    }
  }

  /** Draws a chart for each comparison, and writes down what it is drawn from. */
  static void writePlots(@Nullable Path folder, Selection selection, Tournament.Outcome outcome)
      throws IOException {
    if (folder == null) {
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, List<Contest>> comparison : selection.contests().entrySet()) {
      List<Result> results =
          outcome.results().stream()
              .filter(result -> comparison.getValue().contains(result.contest()))
              .toList();
      String name = comparison.getKey();
      RatioChart.write(folder.resolve(name + ".png"), "compare " + name, results);
    }
    Files.write(folder.resolve("spread.csv"), SpreadReport.lines(outcome.results()));
    Files.write(folder.resolve("limits.csv"), LimitsReport.lines(outcome.accounts()));
  }
}
