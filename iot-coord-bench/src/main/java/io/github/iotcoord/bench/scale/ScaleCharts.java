package io.github.iotcoord.bench.scale;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what a fleet costs against its size, both on logarithmic axes. */
final class ScaleCharts {
  private static final double MEGABYTE = 1e6;

  private ScaleCharts() {}

  /** Writes {@code registry-time.png} and {@code registry-memory.png} to a folder. */
  static void write(Path folder, List<ScalePoint> points) throws IOException {
    XYChart time = chart("Time against the size of the fleet", "seconds");
    add(time, "register, in bulk", points, point -> point.registerSeconds().median());
    add(time, "load a view", points, point -> point.loadSeconds().median());
    add(time, "live again after a blip", points, point -> point.reconnectMillis().median() / 1e3);
    add(time, "tick of the monitor", points, point -> point.ticks().tickMicros().median() / 1e6);
    save(time, folder.resolve("registry-time.png"));
    XYChart memory = chart("Memory against the size of the fleet", "megabytes");
    add(memory, "view", points, point -> point.viewBytes() / MEGABYTE);
    add(memory, "server", points, point -> point.serverBytes() / MEGABYTE);
    add(memory, "heartbeat monitor", points, point -> point.ticks().monitorBytes() / MEGABYTE);
    save(memory, folder.resolve("registry-memory.png"));
  }

  /** Writes {@code servers.png}: each rate by that with the smallest number of servers. */
  static void writeServers(Path folder, List<ServersPoint> points) throws IOException {
    XYChart chart = chart("Writing against the number of servers", "rate, of that with the fewest");
    chart.setXAxisTitle("servers");
    chart.getStyler().setXAxisLogarithmic(false).setYAxisLogarithmic(false).setYAxisMin(0.0);
    addRelative(chart, "registrations", points, point -> point.registrations().median());
    addRelative(
        chart, "lock, acquire and release", points, point -> 1 / point.lockMicros().median());
    addRelative(chart, "samples", points, point -> point.samples().median());
    addRelative(chart, "state transitions", points, point -> point.transitions().median());
    save(chart, folder.resolve("servers.png"));
  }

  private static void addRelative(
      XYChart chart, String name, List<ServersPoint> points, ToDoubleFunction<ServersPoint> rate) {
    double first = rate.applyAsDouble(points.get(0));
    chart
        .addSeries(
            name,
            points.stream().mapToDouble(ServersPoint::servers).toArray(),
            points.stream().mapToDouble(point -> rate.applyAsDouble(point) / first).toArray())
        .setMarker(SeriesMarkers.CIRCLE);
  }

  private static XYChart chart(String title, String unit) {
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(440)
            .theme(ChartTheme.Matlab)
            .title(title)
            .xAxisTitle("devices")
            .yAxisTitle(unit)
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    // Beside the lines, which go through all corners.
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    return chart;
  }

  private static void add(
      XYChart chart, String name, List<ScalePoint> points, ToDoubleFunction<ScalePoint> figure) {
    // A heap that is smaller than another's noise has no place on a logarithmic axis.
    List<ScalePoint> shown = points.stream().filter(p -> figure.applyAsDouble(p) > 0).toList();
    if (!shown.isEmpty()) {
      chart
          .addSeries(
              name,
              shown.stream().mapToDouble(ScalePoint::devices).toArray(),
              shown.stream().mapToDouble(figure).toArray())
          .setMarker(SeriesMarkers.CIRCLE);
    }
  }

  private static void save(XYChart chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
