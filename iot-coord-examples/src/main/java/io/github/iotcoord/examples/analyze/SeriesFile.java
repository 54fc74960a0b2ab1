package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded series.
 *
 * @param samples its samples, in the order of the file
 * @param rejections what could not be read
 */
record SeriesFile(List<Sample> samples, List<String> rejections) {

  /**
   * Reads a CSV file with a header and two columns, the time and the value. The device has the
   * file's name, the metric that of the second column.
   *
   * @throws IllegalArgumentException if not one row of it can be read
   */
  static SeriesFile read(Path file) throws IOException {
    // Unlike Files.readAllLines, this replaces what is not UTF-8 instead of giving up.
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    String metric = lines.isEmpty() ? "" : lines.get(0).replaceFirst("[^,]*,", "").strip();
    DeviceId device = DeviceId.of(String.valueOf(file.getFileName()).replaceFirst("\\.csv$", ""));
    List<Sample> samples = new ArrayList<>();
    List<String> rejections = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        if (!lines.get(i).isBlank()) {
          samples.add(row(device, metric, lines.get(i)));
        }
      } catch (IllegalArgumentException e) {
        rejections.add("line " + (i + 1) + ": " + e.getMessage());
      }
    }
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + " has no row that can be read"
              + (rejections.isEmpty() ? "" : "; " + rejections.get(0)));
    }
    return new SeriesFile(samples, rejections);
  }

  private static Sample row(DeviceId device, String metric, String line) {
    String[] fields = line.split(",", -1);
    if (fields.length != 2) {
      throw new IllegalArgumentException("has " + fields.length + " columns and not 2");
    }
    return new Sample(device, metric, "", Times.parse(fields[0]), Double.parseDouble(fields[1]));
  }
}
