package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Draws a series, with labels as bands and episodes as bars. */
final class SvgPlot {
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 400;
  private static final int BAR = 12;

  private final List<Sample> samples;
  private final long from;
  private final double millis;
  private final double low;
  private final double span;

  private SvgPlot(List<Sample> samples) {
    this.samples = samples;
    from = samples.get(0).time().toEpochMilli();
    long to = samples.get(samples.size() - 1).time().toEpochMilli();
    millis = Math.max(1, to - from);
    low = samples.stream().mapToDouble(Sample::value).min().orElse(0);
    double high = samples.stream().mapToDouble(Sample::value).max().orElse(0);
    span = high > low ? high - low : 1;
  }

  /** Returns an SVG document. */
  static String draw(List<Sample> samples, List<Label> labels, List<Episode> episodes) {
    return new SvgPlot(samples).document(labels, episodes);
  }

  private String document(List<Label> labels, List<Episode> episodes) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">%n"
            .formatted(WIDTH, HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    labels.forEach(label -> svg.append(bar(label.from(), label.to(), HEIGHT, "#f6d7d7")));
    Instant end = samples.get(samples.size() - 1).time();
    for (Episode episode : episodes) {
      Instant to = episode.cleared() == null ? end : episode.cleared();
      svg.append(bar(episode.raised(), to, BAR, "#c03030"));
    }
    svg.append("<polyline fill=\"none\" stroke=\"#204080\" points=\"");
    for (Sample sample : samples) {
      double y = BAR + (HEIGHT - BAR) * (1 - (sample.value() - low) / span);
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(sample.time()), y));
    }
    return svg.append("\"/>\n</svg>\n").toString();
  }

  private String bar(Instant begin, Instant end, int height, String colour) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
        x(begin),
        Math.max(1, x(end) - x(begin)),
        height,
        colour);
  }

  private double x(Instant time) {
    return WIDTH * (time.toEpochMilli() - from) / millis;
  }
}
