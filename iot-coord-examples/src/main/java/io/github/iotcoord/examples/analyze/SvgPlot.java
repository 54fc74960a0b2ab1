package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Draws a series between its axes, with labels as bands and episodes as bars above. */
final class SvgPlot {
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 400;
  private static final int LEFT = 60;
  private static final int RIGHT = WIDTH - 40;
  private static final int TOP = 48;
  private static final int BOTTOM = HEIGHT - 32;
  private static final int BAR = 10;
  private static final int VALUE_INTERVALS = 6;
  private static final int TIME_TICKS = 10;
  private static final String LABEL = "#f6d7d7";
  private static final String EPISODE = "#c03030";
  private static final String SERIES = "#204080";

  private final Formatter svg = new Formatter(Locale.ROOT);
  private final List<Sample> samples;
  private final Axis times;
  private final Axis values;

  private SvgPlot(List<Sample> samples) {
    this.samples = samples;
    times =
        Axis.ofTime(
            samples.get(0).time().toEpochMilli(),
            samples.get(samples.size() - 1).time().toEpochMilli(),
            TIME_TICKS);
    values =
        Axis.ofValues(
            samples.stream().mapToDouble(Sample::value).min().orElse(0),
            samples.stream().mapToDouble(Sample::value).max().orElse(0),
            VALUE_INTERVALS);
  }

  /** Returns an SVG document. */
  static String draw(List<Sample> samples, List<Label> labels, List<Episode> episodes) {
    return new SvgPlot(samples).document(labels, episodes);
  }

  private String document(List<Label> labels, List<Episode> episodes) {
    svg.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\">\n",
        WIDTH, HEIGHT);
    svg.format("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n");
    for (Label label : labels) {
      bar(label.from(), label.to(), TOP, BOTTOM - TOP, LABEL);
    }
    axes();
    Instant end = samples.get(samples.size() - 1).time();
    for (Episode episode : episodes) {
      Instant to = episode.cleared() == null ? end : episode.cleared();
      bar(episode.raised(), to, TOP - BAR, BAR, EPISODE);
    }
    series();
    heading(!labels.isEmpty(), !episodes.isEmpty());
    return svg.format("</svg>\n").toString();
  }

  private void axes() {
    for (double tick : values.ticks()) {
      double y = y(tick);
      svg.format("<path d=\"M%d %.1fH%d\" stroke=\"#d0d0d0\"/>\n", LEFT, y, RIGHT);
      text(LEFT - 8, y + 4, "end", values.name(tick));
    }
    for (double tick : times.ticks()) {
      double x = x(tick);
      svg.format("<path d=\"M%.1f %dv6\" stroke=\"#808080\"/>\n", x, BOTTOM);
      text(x, BOTTOM + 20, "middle", times.name(tick));
    }
    svg.format(
        "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#808080\"/>\n", LEFT, TOP, BOTTOM, RIGHT);
  }

  private void series() {
    svg.format(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-linejoin=\"round\" points=\"\n", SERIES);
    for (Sample sample : samples) {
      svg.format("%.1f,%.1f\n", x(sample.time()), y(sample.value()));
    }
    svg.format("\"/>\n");
  }

  // What it is, and what the colours mean.
  private void heading(boolean labelled, boolean alarmed) {
    Sample any = samples.get(0);
    text(LEFT, 20, "start", any.device() + ", " + any.metric());
    if (labelled) {
      svg.format(
          "<rect x=\"%d\" y=\"10\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", RIGHT - 116, LABEL);
      text(RIGHT - 100, 20, "start", "label");
    }
    if (alarmed) {
      svg.format(
          "<rect x=\"%d\" y=\"10\" width=\"12\" height=\"12\" fill=\"%s\"/>\n",
          RIGHT - 52, EPISODE);
      text(RIGHT - 36, 20, "start", "alarm");
    }
  }

  private void bar(Instant begin, Instant end, int y, int height, String colour) {
    double left = Math.max(LEFT, x(begin));
    double right = Math.min(RIGHT, x(end));
    if (right < LEFT || left > RIGHT) {
      return; // a label of another time
    }
    svg.format(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
        left, y, Math.max(1, right - left), height, colour);
  }

  private void text(double x, double y, String anchor, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escaped);
  }

  private double x(Instant time) {
    return x((double) time.toEpochMilli());
  }

  private double x(double millis) {
    return LEFT + (RIGHT - LEFT) * times.share(millis);
  }

  private double y(double value) {
    return BOTTOM - (BOTTOM - TOP) * values.share(value);
  }
}
