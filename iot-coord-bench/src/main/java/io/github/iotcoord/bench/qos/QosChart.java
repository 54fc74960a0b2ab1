package io.github.iotcoord.bench.qos;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws mistakes against detection time: one chart for each trace, all in one image. No mistake at
 * all is drawn as half a one, for the axis is logarithmic.
 */
final class QosChart {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 800;
  private static final int HEIGHT = 480;
  private static final double MOST_PERIODS = 12;
  private static final int MARKER = 5;

  private QosChart() {}

  static void write(Path file, Map<String, List<Score>> traces) throws IOException {
    int columns = Math.min(COLUMNS, traces.size());
    int rows = (traces.size() + columns - 1) / columns;
    BufferedImage image =
        new BufferedImage(columns * WIDTH, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, image.getWidth(), image.getHeight());
    int index = 0;
    for (Map.Entry<String, List<Score>> trace : traces.entrySet()) {
      XYChart chart = chart(trace.getKey(), trace.getValue());
      int x = index % columns * WIDTH;
      int y = index / columns * HEIGHT;
      canvas.drawImage(BitmapEncoder.getBufferedImage(chart), x, y, null);
      index++;
    }
    canvas.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static XYChart chart(String trace, List<Score> scores) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.Matlab)
            .title(trace)
            .xAxisTitle("mean detection time in periods")
            .yAxisTitle("mistakes per device and hour")
            .build();
    chart.getStyler().setYAxisLogarithmic(true).setXAxisMin(0.0).setXAxisMax(MOST_PERIODS);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE).setMarkerSize(MARKER);
    scores.stream()
        .collect(Collectors.groupingBy(score -> score.contender().detector()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(curve -> add(chart, curve.getKey(), curve.getValue()));
    return chart;
  }

  private static void add(XYChart chart, String name, List<Score> scores) {
    List<Quality> points =
        scores.stream()
            .map(Score::quality)
            .filter(quality -> quality.periods() <= MOST_PERIODS)
            .sorted(Comparator.comparingDouble(Quality::periods))
            .toList();
    if (!points.isEmpty()) {
      chart
          .addSeries(
              name,
              points.stream().mapToDouble(Quality::periods).toArray(),
              points.stream()
                  .mapToDouble(point -> Math.max(0.5, point.mistakes()) / point.hours())
                  .toArray())
          .setMarker(SeriesMarkers.CIRCLE);
    }
  }
}
