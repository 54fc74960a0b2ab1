package io.github.iotcoord.examples.replay;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.Names;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace: CSV in UTF-8 with the header {@code arrival_ms,device,seq} and a column for each
 * metric. An empty {@code seq} is a packet without a number, an empty metric one without a sample.
 * A row that cannot be read is left out and noted; empty lines are skipped.
 */
public final class TraceReader {
  /** How many rejected rows are named. */
  static final int MOST_NAMED = 20;

  private static final List<String> FIRST_COLUMNS = List.of("arrival_ms", "device", "seq");
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private final List<Metric> metrics;
  private final List<TraceRow> rows = new ArrayList<>();
  private final List<String> rejections = new ArrayList<>();
  private long rejected;

  private TraceReader(List<Metric> metrics) {
    this.metrics = metrics;
  }

  /**
   * Reads a file.
   *
   * @throws BadTraceException if it has no header of a trace, or not one row that can be read
   */
  public static Trace read(Path file) throws IOException {
    // Unlike Files.newBufferedReader, this replaces what is not UTF-8 instead of giving up.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      TraceReader reader = new TraceReader(header(file, lines.readLine()));
      long number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.take(++number, line);
      }
      if (reader.rows.isEmpty()) {
        throw new BadTraceException(
            file + " has no row that can be read" + reader.firstRejection());
      }
      return new Trace(
          reader.metrics,
          List.copyOf(reader.rows),
          reader.rejected,
          List.copyOf(reader.rejections));
    }
  }

  private String firstRejection() {
    return rejections.isEmpty() ? "" : "; " + rejections.get(0);
  }

  private static List<Metric> header(Path file, @Nullable String line) {
    if (line == null) {
      throw new BadTraceException(file + " is empty");
    }
    List<String> columns = CsvLine.split(line.startsWith("\ufeff") ? line.substring(1) : line);
    if (columns.size() < 3 || !columns.subList(0, 3).equals(FIRST_COLUMNS)) {
      throw new BadTraceException(
          file + " must begin with the header arrival_ms,device,seq and the metrics");
    }
    List<Metric> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String column : columns.subList(3, columns.size())) {
      Metric metric = Metric.ofColumn(column);
      try {
        Names.require("a metric in the header", metric.name());
      } catch (IllegalArgumentException e) {
        throw new BadTraceException(file + ": " + e.getMessage());
      }
      if (!names.add(metric.name())) {
        throw new BadTraceException(file + " has two columns for the metric " + metric.name());
      }
      metrics.add(metric);
    }
    return List.copyOf(metrics);
  }

  private void take(long number, String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      rows.add(row(CsvLine.split(line)));
    } catch (IllegalArgumentException e) {
      rejected++;
      if (rejections.size() < MOST_NAMED) {
        rejections.add("line " + number + ": " + e.getMessage());
      }
    }
  }

  private TraceRow row(List<String> fields) {
    if (fields.size() != 3 + metrics.size()) {
      throw new IllegalArgumentException(
          "has " + fields.size() + " columns and not " + (3 + metrics.size()));
    }
    long arrival = whole("arrival_ms", fields.get(0));
    if (arrival > LATEST) {
      throw new IllegalArgumentException("arrival_ms must be before the year 10000");
    }
    DeviceId device = DeviceId.of(fields.get(1));
    String sequence = fields.get(2);
    List<@Nullable Double> values = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      values.add(value(metrics.get(i).name(), fields.get(3 + i)));
    }
    return new TraceRow(
        arrival,
        device,
        sequence.isEmpty() ? OptionalLong.empty() : OptionalLong.of(whole("seq", sequence)),
        values);
  }

  private static long whole(String column, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        column + " must be a whole number from 0, was '" + shortened(text) + "'");
  }

  private static @Nullable Double value(String metric, String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        metric + " must be a finite number, was '" + shortened(text) + "'");
  }

  private static String shortened(String text) {
    return text.length() <= 30 ? text : text.substring(0, 30) + "...";
  }
}
