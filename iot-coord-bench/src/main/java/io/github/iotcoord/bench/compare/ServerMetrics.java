package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What a ZooKeeper server says of itself, by its four-letter word {@code mntr}. */
final class ServerMetrics {
  private final Map<String, Double> metrics;

  private ServerMetrics(Map<String, Double> metrics) {
    this.metrics = metrics;
  }

  static ServerMetrics read(String connectString) throws IOException {
    return parse(FourLetterWord.ask(connectString, "mntr"));
  }

  static ServerMetrics parse(String answer) {
    Map<String, Double> metrics = new HashMap<>();
    answer
        .lines()
        .map(line -> line.split("\t", -1))
        .filter(parts -> parts.length == 2)
        .forEach(
            parts -> {
              try {
                metrics.put(parts[0], Double.valueOf(parts[1]));
              } catch (NumberFormatException e) {
                // A text, such as the version.
                return;
              }
            });
    return new ServerMetrics(metrics);
  }

  /** A metric, or 0 as long as the server has nothing to tell of it. */
  double get(String name) {
    return metrics.getOrDefault(name, 0.0);
  }
}
