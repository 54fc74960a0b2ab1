package io.github.iotcoord.bench.compare;

import java.io.PrintWriter;
import java.util.List;

/** Results as a table for people. */
final class TableReport {
  private static final String COLUMNS = "  %-32s %12s %12s %12s %7s %10s%n";

  private TableReport() {}

  static void print(PrintWriter out, List<Result> results) {
    for (Result result : results) {
      Metric metric = result.metric();
      out.printf("%n%s: %s%n", result.contest().name(), result.contest().what());
      out.printf(
          COLUMNS,
          metric.name() + " in " + metric.unit(),
          "median",
          "min",
          "max",
          "rounds",
          "ratio");
      for (Result.Score score : result.scores()) {
        out.printf(
            COLUMNS,
            score.side(),
            Figures.plain(score.samples().median()),
            Figures.plain(score.samples().min()),
            Figures.plain(score.samples().max()),
            score.samples().rounds(),
            ratio(result, score));
      }
    }
    out.printf("%nA ratio above 1: ours is better by so many times, by the medians.%n");
  }

  /** What each side waits for, and promises, without which the figures cannot be read. */
  static void printLegend(PrintWriter out, List<Contest> contests) {
    out.printf("%nWhat is waited for:%n");
    for (Contest contest : contests) {
      out.println("  " + contest.name());
      for (Side side : contest.sides()) {
        out.println("    " + side.name() + ": " + side.waits());
        if (!side.promises().isEmpty()) {
          out.println("      promises: " + side.promises());
        }
      }
    }
    out.println("  Every round ends when all that was sent in it has been answered.");
    out.println(
        "  What is not said to promise something else is forced to the disk of the one ZooKeeper"
            + " server before it is answered, if it is written at all.");
  }

  private static String ratio(Result result, Result.Score score) {
    if (score.side().equals(Contest.OURS)) {
      return "";
    }
    return result.ours().map(ours -> String.format("%.2f", result.ratio(ours, score))).orElse("-");
  }
}
