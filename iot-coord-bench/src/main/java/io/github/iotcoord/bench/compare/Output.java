package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves behind: a report for people, and files. Each contest is told of, and the
 * results are written, as soon as it is over.
 */
final class Output implements Tournament.Audience {
  private final PrintWriter out;
  private final Selection selection;
  private final Effort effort;
  private final long seed;
  private final @Nullable Path csv;
  private final @Nullable Path plots;
  private final List<Result> results = new ArrayList<>();
  private final Map<Contest, Map<String, Account>> accounts = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private String machine = "";

  /**
   * Begins a report.
   *
   * @param csv where the ratios are written, if anywhere
   * @param plots where charts, and what they are drawn from, are put, if anywhere
   */
  Output(
      PrintWriter out,
      Selection selection,
      Effort effort,
      long seed,
      @Nullable Path csv,
      @Nullable Path plots) {
    this.out = out;
    this.selection = selection;
    this.effort = effort;
    this.seed = seed;
    this.csv = csv;
    this.plots = plots;
  }

  @Override
  public void began(String where) {
    machine = where;
    out.println(where);
    out.printf("seed %d%n", seed);
    if (effort.equals(Effort.quick())) {
      out.printf(
          "%nQUICK: orders of magnitude only. Each side is measured for %d ms in up to %d rounds,"
              + " no benchmark much longer than %d s. Smaller than in full:%n",
          effort.perSide().toMillis(), effort.rounds(), effort.most().toSeconds());
      selection.differences().forEach(line -> out.println("  " + line));
    }
    out.flush();
  }

  @Override
  public void ended(Contest contest, List<Result> ofContest, Map<String, Account> used)
      throws IOException {
    results.addAll(ofContest);
    accounts.put(contest, used);
    TableReport.print(out, contest, ofContest);
    out.flush();
    if (csv != null) {
      Files.write(csv, CsvReport.lines(results));
    }
  }

  /** Ends the report, and draws. */
  void end() throws IOException {
    TableReport.printExplanation(out);
    LimitsReport.print(out, accounts);
    long nanos = System.nanoTime() - start;
    String took = ProgressBar.shown(Duration.ofNanos(nanos));
    out.printf("%nAll of it took %s.%n", took);
    out.flush();
    if (plots != null) {
      writePlots(plots, took);
    }
  }

  private void writePlots(Path folder, String took) throws IOException {
    for (Map.Entry<String, List<Contest>> comparison : selection.contests().entrySet()) {
      List<Result> ofComparison =
          results.stream()
              .filter(result -> comparison.getValue().contains(result.contest()))
              .toList();
      String name = comparison.getKey();
      RatioChart.write(folder.resolve(name + ".png"), "compare " + name, ofComparison);
    }
    Files.write(folder.resolve("spread.csv"), SpreadReport.lines(results));
    Files.write(folder.resolve("limits.csv"), LimitsReport.lines(accounts));
    Files.write(folder.resolve("run.txt"), List.of(machine, "seed " + seed + "; took " + took));
  }
}
