package io.github.iotcoord.bench.qos;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;

import io.github.iotcoord.bench.qos.Trace.Beat;
import io.github.iotcoord.bench.qos.Trace.Device;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace: a CSV file with the columns {@code arrival_ms}, {@code device} and {@code seq}.
 */
final class TraceReader {
  private static final int NANOS_DIGITS = 6;

  private final Path file;
  private final Map<String, List<Beat>> beats = new LinkedHashMap<>();
  private int line;

  private TraceReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param period what every device declared, in nanoseconds; else the median of the gaps between a
   *     device's beats, each divided by the difference of their numbers
   * @throws IllegalArgumentException if the file is no trace; says where
   */
  static Trace read(Path file, @Nullable Long period) throws IOException {
    TraceReader reader = new TraceReader(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      reader.readAll(lines);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is no UTF-8 text", e);
    }
    return reader.trace(period);
  }

  private void readAll(BufferedReader lines) throws IOException {
    String header = lines.readLine();
    line = 1;
    if (header == null) {
      throw bad("the file is empty; it begins with a header: arrival_ms,device,seq");
    }
    List<String> columns =
        Arrays.stream(header.replace("\uFEFF", "").split(",", -1)).map(String::strip).toList();
    int arrival = column(columns, "arrival_ms");
    int device = column(columns, "device");
    int sequence = column(columns, "seq");
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (text.isBlank()) {
        continue;
      }
      String[] fields = text.split(",", -1);
      if (fields.length != columns.size()) {
        throw bad("has " + fields.length + " fields, the header " + columns.size());
      }
      String name = fields[device].strip();
      if (name.isEmpty()) {
        throw bad("device is empty");
      }
      beats
          .computeIfAbsent(name, unknown -> new ArrayList<>())
          .add(new Beat(arrival(fields[arrival].strip()), sequence(fields[sequence]), false));
    }
  }

  private int column(List<String> columns, String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw bad("the header has no column " + name + ", but " + columns);
    }
    return index;
  }

  private long arrival(String text) {
    try {
      return new BigDecimal(text).movePointRight(NANOS_DIGITS).toBigInteger().longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad("arrival_ms is no time in milliseconds: '" + text + "'");
    }
  }

  private long sequence(String field) {
    String text = field.strip();
    try {
      return text.isEmpty() ? NO_SEQUENCE : new BigDecimal(text).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad("seq is no whole number: '" + text + "'");
    }
  }

  private IllegalArgumentException bad(String message) {
    return new IllegalArgumentException(file + ", line " + line + ": " + message);
  }

  private Trace trace(@Nullable Long period) {
    List<Device> devices = new ArrayList<>();
    beats.forEach(
        (name, arrived) -> {
          // A single beat has no silence that could be judged.
          if (arrived.size() > 1) {
            arrived.sort(Comparator.comparingLong(Beat::arrival));
            long declared = period != null ? period : medianPeriod(name, arrived);
            devices.add(new Device(name, declared, List.copyOf(arrived)));
          }
        });
    if (devices.isEmpty()) {
      throw new IllegalArgumentException(file + ": there is no device with more than one beat");
    }
    String name = String.valueOf(file.getFileName());
    return new Trace(name.replaceFirst("\\.[^.]*$", "").replace(',', '_'), devices);
  }

  private long medianPeriod(String device, List<Beat> arrived) {
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < arrived.size(); i++) {
      Beat before = arrived.get(i - 1);
      Beat beat = arrived.get(i);
      double gap = beat.arrival() - before.arrival();
      boolean numbered = beat.sequence() != NO_SEQUENCE && before.sequence() != NO_SEQUENCE;
      long steps = numbered ? beat.sequence() - before.sequence() : 1;
      if (steps > 0 && gap > 0) {
        gaps.add(gap / steps);
      }
    }
    if (gaps.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": the period of device " + device + " cannot be told; give it with --period");
    }
    gaps.sort(Comparator.naturalOrder());
    return Math.max(1, Math.round(gaps.get(gaps.size() / 2)));
  }
}
