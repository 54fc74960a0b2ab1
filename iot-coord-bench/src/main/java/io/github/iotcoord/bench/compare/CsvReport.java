package io.github.iotcoord.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as lines of a CSV file: one for each peer of each metric, by the medians. */
final class CsvReport {
  static final String HEADER = "benchmark,metric,unit,ours,peer_name,peer,ratio";

  private CsvReport() {}

  static List<String> lines(List<Result> results) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    for (Result result : results) {
      Optional<Samples> ours = result.ours();
      if (ours.isPresent()) {
        if (result.contest().sides().size() == 1) {
          lines.add(line(result, ours.get(), "", "", ""));
        }
        for (Result.Score peer : result.peers()) {
          lines.add(line(result, ours.get(), peer));
        }
      }
    }
    return lines;
  }

  private static String line(Result result, Samples ours, Result.Score peer) {
    return line(
        result,
        ours,
        peer.side(),
        Figures.plain(peer.samples().median()),
        Figures.plain(result.ratio(ours, peer)));
  }

  private static String line(
      Result result, Samples ours, String peer, String median, String ratio) {
    return String.join(
        ",",
        result.contest().name(),
        result.metric().name(),
        result.metric().unit(),
        Figures.plain(ours.median()),
        peer,
        median,
        ratio);
  }
}
