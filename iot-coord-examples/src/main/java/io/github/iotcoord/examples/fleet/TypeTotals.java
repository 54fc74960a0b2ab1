package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.analysis.SampleStats;
import io.github.iotcoord.analysis.WindowAggregate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Windows of many devices, put together by metric.
 *
 * @param stats what all of them come to
 */
public record TypeTotals(SampleStats stats) {

  /** Puts windows together. */
  public static Map<String, TypeTotals> byMetric(List<WindowAggregate> windows) {
    Map<String, TypeTotals> totals = new TreeMap<>();
    for (WindowAggregate window : windows) {
      totals.merge(window.metric(), new TypeTotals(window.stats()), TypeTotals::with);
    }
    return totals;
  }

  private TypeTotals with(TypeTotals others) {
    return new TypeTotals(stats.merge(others.stats));
  }

  /** All of it, under names. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("count", stats.count());
    values.put("min", stats.min());
    values.put("mean", stats.mean());
    values.put("max", stats.max());
    values.put("standard_deviation", Math.sqrt(stats.variance()));
    return values;
  }

  @Override
  public String toString() {
    return "%,d samples, %.2f to %.2f, mean %.2f, deviation %.2f"
        .formatted(
            stats.count(), stats.min(), stats.max(), stats.mean(), Math.sqrt(stats.variance()));
  }
}
