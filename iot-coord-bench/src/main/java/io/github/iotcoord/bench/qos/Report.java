package io.github.iotcoord.bench.qos;

import java.io.PrintWriter;
import java.util.List;

/** Results for people. */
final class Report {
  private static final String COLUMNS = "  %-12s %9s %10s %10s %9s %9s %12s %11s %11s%n";

  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  void print(Trace trace, List<Score> scores) {
    out.printf("%n%s: %d devices, %d beats%n", trace.name(), trace.devices().size(), trace.beats());
    out.printf(
        COLUMNS,
        "detector",
        "parameter",
        "periods",
        "mean s",
        "p99 s",
        "mistakes",
        "per hour",
        "duration s",
        "accuracy");
    for (Score score : scores) {
      Quality quality = score.quality();
      out.printf(
          COLUMNS,
          score.contender().detector(),
          score.parameter(),
          String.format("%.3f", quality.periods()),
          String.format("%.2f", quality.meanDetection()),
          String.format("%.2f", quality.lastDetection()),
          quality.mistakes(),
          String.format("%.4g", quality.mistakeRate()),
          String.format("%.2f", quality.mistakeDuration()),
          String.format("%.7f", quality.queryAccuracy()));
    }
  }

  void print(List<Verdict> verdicts) {
    out.printf(
        "%nThe adaptive detector at the detection time of each point of the others, or faster:%n");
    out.printf(
        "  %-22s %7s %7s %7s  %-16s %s%n",
        "trace", "points", "behind", "faster", "at 3 periods", "worst");
    for (Verdict verdict : verdicts) {
      out.printf(
          "  %-22s %7d %7d %7d  %-16s %s%n",
          verdict.trace(),
          verdict.points(),
          verdict.behind().size(),
          verdict.faster(),
          three(verdict),
          worst(verdict));
    }
    out.printf(
        "behind: over 5 %% more mistakes. faster: points that no adaptive() is as fast as.%n"
            + "at 3 periods: its mistakes, those of fixed periods, and whether they are at most"
            + " half.%n");
  }

  private static String three(Verdict verdict) {
    return verdict
        .three()
        .map(
            pair ->
                pair.adaptive() + " : " + pair.other() + (verdict.atMostHalf() ? " yes" : " no"))
        .orElse("-");
  }

  private static String worst(Verdict verdict) {
    return verdict.behind().stream()
        .findFirst()
        .map(
            behind ->
                String.format(
                    "%d, %s(%s) %d at %.3f periods",
                    behind.adaptive(),
                    behind.score().contender().detector(),
                    behind.score().parameter(),
                    behind.score().quality().mistakes(),
                    behind.score().quality().periods()))
        .orElse("");
  }
}
