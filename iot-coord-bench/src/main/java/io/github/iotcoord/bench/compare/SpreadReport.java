package io.github.iotcoord.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** The figures of each side with their spread, as lines of a CSV file. */
final class SpreadReport {
  static final String HEADER = "benchmark,metric,unit,side,median,min,max,rounds";

  private SpreadReport() {}

  static List<String> lines(List<Result> results) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    for (Result result : results) {
      for (Result.Score score : result.scores()) {
        Samples samples = score.samples();
        lines.add(
            String.join(
                ",",
                result.contest().name(),
                result.metric().name(),
                result.metric().unit(),
                score.side(),
                Figures.plain(samples.median()),
                Figures.plain(samples.min()),
                Figures.plain(samples.max()),
                Integer.toString(samples.rounds())));
      }
    }
    return lines;
  }
}
