package io.github.iotcoord.bench.compare;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws by how many times ours is better than each peer, on a logarithmic axis: a line from the
 * worst to the best that the rounds of both can give, a point at the medians.
 */
final class RatioChart {
  private static final int WIDTH = 960;
  private static final int ROW = 34;
  private static final int FRAME = 130;
  private static final Color BETTER = new Color(0x1b7837);
  private static final Color WORSE = new Color(0xb2182b);

  /** One row: what is held against what, and the ratio at the worst, the medians and the best. */
  record Row(String label, double low, double median, double high) {}

  private RatioChart() {}

  /** Writes a chart of all that has a ratio; nothing if nothing has. */
  static void write(Path file, String title, List<Result> results) throws IOException {
    List<Row> rows = rows(results);
    if (!rows.isEmpty()) {
      BitmapEncoder.saveBitmap(draw(title, rows), file.toString(), BitmapFormat.PNG);
    }
  }

  static List<Row> rows(List<Result> results) {
    List<Row> rows = new ArrayList<>();
    for (Result result : results) {
      Optional<Samples> ours = result.ours();
      for (Result.Score peer : result.peers()) {
        ours.flatMap(samples -> row(result, samples, peer)).ifPresent(rows::add);
      }
    }
    return rows;
  }

  private static Optional<Row> row(Result result, Samples ours, Result.Score peer) {
    Metric metric = result.metric();
    Samples theirs = peer.samples();
    double one = metric.ratio(ours.min(), theirs.max());
    double other = metric.ratio(ours.max(), theirs.min());
    double median = result.ratio(ours, peer);
    double low = Math.min(one, other);
    double high = Math.max(one, other);
    if (!(low > 0) || Double.isInfinite(high)) {
      return Optional.empty(); // nothing was there, which has no place on the axis
    }
    String what = result.contest().name();
    if (result.contest().metrics().size() > 1) {
      what += " " + metric.name();
    }
    return Optional.of(new Row(what + " : " + peer.side(), low, median, high));
  }

  private static XYChart draw(String title, List<Row> rows) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(FRAME + ROW * rows.size())
            .theme(ChartTheme.Matlab)
            .title(title)
            .xAxisTitle("times better than the peer; left of 1: worse")
            .build();
    int last = rows.size() - 1;
    double low = Math.min(0.5, rows.stream().mapToDouble(Row::low).min().orElse(1));
    double high = Math.max(2, rows.stream().mapToDouble(Row::high).max().orElse(1));
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setXAxisMin(Math.pow(10, Math.floor(Math.log10(low))))
        .setXAxisMax(Math.pow(10, Math.ceil(Math.log10(high))))
        .setYAxisMin(-0.5)
        .setYAxisMax(last + 0.5);
    chart.getStyler().setLegendVisible(false).setMarkerSize(9);
    chart.getStyler().setYAxisTickMarkSpacingHint(ROW * 2 / 3);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(at -> label(rows, at));
    add(chart, "equal", new double[] {1, 1}, new double[] {-0.5, last + 0.5}, Color.DARK_GRAY);
    for (int i = 0; i <= last; i++) {
      Row row = rows.get(last - i);
      Color color = row.median() >= 1 ? BETTER : WORSE;
      add(chart, "spread " + i, new double[] {row.low(), row.high()}, new double[] {i, i}, color);
      add(chart, "median " + i, new double[] {row.median()}, new double[] {i}, color)
          .setMarker(SeriesMarkers.CIRCLE);
    }
    return chart;
  }

  /** The rows stand at whole numbers, the first at the top. */
  private static String label(List<Row> rows, double at) {
    long row = rows.size() - 1 - Math.round(at);
    boolean exact = Math.abs(at - Math.round(at)) < 0.01 && row >= 0 && row < rows.size();
    // Ticks whose labels are equal are taken for too close to each other.
    return exact ? rows.get((int) row).label() : " ".repeat((int) Math.round(Math.abs(at * 4)) + 1);
  }

  private static XYSeries add(XYChart chart, String name, double[] x, double[] y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE).setMarkerColor(color);
    series.setLineColor(color).setLineWidth(2).setLineStyle(SeriesLines.SOLID);
    return series;
  }
}
