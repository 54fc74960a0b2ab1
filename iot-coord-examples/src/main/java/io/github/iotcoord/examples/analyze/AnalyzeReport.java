package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.analysis.WindowAggregate;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints what was found, and holds it against the labels. */
final class AnalyzeReport {
  private static final int FEW = 3;

  private final PrintStream out;

  AnalyzeReport(PrintStream out) {
    this.out = out;
  }

  void print(SeriesFile file, Analysis.Findings findings, List<Label> labels) {
    List<Episode> episodes = Episode.of(findings.alarms());
    line("samples", "%,d, %,d of them late and not judged", file.samples().size(), findings.late());
    line("rows", "%,d rejected", file.rejections().size());
    file.rejections().stream().limit(FEW).forEach(rejection -> line("", "%s", rejection));
    days(findings.days());
    for (Episode episode : episodes) {
      line(
          "alarm",
          "%s to %s, raised at a score of %.1f%s",
          episode.raised(),
          episode.cleared() == null ? "the end" : episode.cleared(),
          episode.score(),
          labels.isEmpty() ? "" : isLabelled(episode, labels) ? "" : ", FALSE");
    }
    if (labels.isEmpty()) {
      line("alarms", "%d", episodes.size());
      return;
    }
    int found = 0;
    for (Label label : labels) {
      Optional<Episode> first =
          episodes.stream().filter(episode -> label.contains(episode.raised())).findFirst();
      found += first.isPresent() ? 1 : 0;
      line(
          "label",
          "%s to %s: %s",
          label.from(),
          label.to(),
          first.map(episode -> "found at " + episode.raised()).orElse("NOT FOUND"));
    }
    long wrong = episodes.stream().filter(episode -> !isLabelled(episode, labels)).count();
    line("found", "%d of %d labels, %d false alarms", found, labels.size(), wrong);
  }

  private static boolean isLabelled(Episode episode, List<Label> labels) {
    return labels.stream().anyMatch(label -> label.contains(episode.raised()));
  }

  private void days(List<WindowAggregate> days) {
    line(
        "days",
        "%d, those with the lowest medians: %s",
        days.size(),
        days.stream()
            .sorted(Comparator.comparingDouble(day -> day.stats().quantile(0.5)))
            .limit(FEW)
            .map(
                day ->
                    String.format(
                        Locale.ROOT,
                        "%s %.1f",
                        day.start().toString().substring(0, 10),
                        day.stats().quantile(0.5)))
            .collect(Collectors.joining(", ")));
  }

  private void line(String name, String text, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%-8s ", name) + String.format(Locale.ROOT, text, values));
  }
}
