package io.github.iotcoord.bench.compare;

import java.io.PrintWriter;
import java.util.List;

/** Results as a table for people. */
final class TableReport {
  private static final String COLUMNS = "  %-32s %12s %12s %12s %7s %10s%n";

  private TableReport() {}

  /** A contest's figures, and beside them what each side waits for and promises. */
  static void print(PrintWriter out, Contest contest, List<Result> results) {
    out.printf("%n%s: %s%n", contest.name(), contest.what());
    for (Result result : results) {
      Metric metric = result.metric();
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
    for (Side side : contest.sides()) {
      out.println("    " + side.name() + " waits: " + side.waits());
      if (!side.promises().isEmpty()) {
        out.println("      and promises: " + side.promises());
      }
    }
  }

  /** What holds of all contests, without which the figures cannot be read. */
  static void printExplanation(PrintWriter out) {
    out.printf("%nA ratio above 1: ours is better by so many times, by the medians.%n");
    out.println("Every round ends when all that was sent in it has been answered.");
    out.println(
        "What is not said to promise something else is forced to the disk of the one ZooKeeper"
            + " server before it is answered, if it is written at all.");
  }

  private static String ratio(Result result, Result.Score score) {
    if (score.side().equals(Contest.OURS)) {
      return "";
    }
    return result.ours().map(ours -> shown(result.ratio(ours, score))).orElse(Figures.NONE);
  }

  private static String shown(double ratio) {
    return Double.isFinite(ratio) ? String.format("%.2f", ratio) : Figures.plain(ratio);
  }
}
