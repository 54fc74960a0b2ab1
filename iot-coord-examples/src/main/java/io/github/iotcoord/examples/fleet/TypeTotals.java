package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.analysis.SampleStats;
import io.github.iotcoord.analysis.WindowAggregate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Windows of many devices, put together by metric. Means and variances are combined by the method
 * of Chan, Golub and LeVeque (Updating Formulae and a Pairwise Algorithm for Computing Sample
 * Variances, 1979). Not thread-safe.
 */
public final class TypeTotals {
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double mean;
  private double squares;

  /** Puts windows together. */
  public static Map<String, TypeTotals> byMetric(List<WindowAggregate> windows) {
    Map<String, TypeTotals> totals = new TreeMap<>();
    for (WindowAggregate window : windows) {
      totals.computeIfAbsent(window.metric(), m -> new TypeTotals()).add(window.stats());
    }
    return totals;
  }

  private void add(SampleStats stats) {
    long n = stats.count();
    double delta = stats.mean() - mean;
    squares += stats.variance() * (n - 1) + delta * delta * count * n / (count + n);
    count += n;
    mean += delta * n / count;
    min = Math.min(min, stats.min());
    max = Math.max(max, stats.max());
  }

  /** How many samples there are. */
  public long count() {
    return count;
  }

  private double deviation() {
    return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
  }

  /** All of it, under names. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("count", count);
    values.put("min", min);
    values.put("mean", mean);
    values.put("max", max);
    values.put("standard_deviation", deviation());
    return values;
  }

  @Override
  public String toString() {
    return "%,d samples, %.2f to %.2f, mean %.2f, deviation %.2f"
        .formatted(count, min, max, mean, deviation());
  }
}
