package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The samples of recorded traces, as far as their files are there. */
final class Traces {
  private static final List<String> FILES =
      List.of("ulb-library", "campusiot-lorawan", "nab-machine-temperature");

  private Traces() {}

  /** By the file's name, all that is found in a folder. */
  static Map<String, List<Sample>> in(Path folder) {
    Map<String, List<Sample>> found = new LinkedHashMap<>();
    for (String name : FILES) {
      Path file = folder.resolve(name + ".csv");
      if (Files.isReadable(file)) {
        found.put(name, read(file));
      }
    }
    return found;
  }

  private static List<Sample> read(Path file) {
    List<Sample> samples = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      String[] header = lines.get(0).split(",", -1);
      for (String line : lines.subList(1, lines.size())) {
        add(header, line.split(",", -1), samples);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  private static void add(String[] header, String[] row, List<Sample> samples) {
    boolean machine = header[0].equals("timestamp");
    Instant time =
        machine
            ? Instant.parse(row[0].replace(' ', 'T') + "Z")
            : Instant.ofEpochMilli(Long.parseLong(row[0]));
    String device = machine ? "machine" : row[1];
    for (int i = machine ? 1 : 2; i < row.length; i++) {
      if (!row[i].isEmpty()) {
        samples.add(
            new Sample(DeviceId.of(device), header[i], "", time, Double.parseDouble(row[i])));
      }
    }
  }
}
