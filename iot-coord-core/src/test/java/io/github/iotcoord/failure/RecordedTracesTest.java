package io.github.iotcoord.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The detectors on arrivals that were recorded from real devices, replayed in virtual time. Skipped
 * where the recordings are absent; {@code -Diotcoord.data=<folder>} says where they are.
 */
class RecordedTracesTest {
  private record Beat(long arrival, long sequence) {}

  /** Silences condemned that then ended with a beat; and the mean time to condemn, in periods. */
  private record Score(int beats, int mistakes, double patience) {}

  @ParameterizedTest
  @CsvSource({"ulb-library.csv, 60", "campusiot-lorawan.csv, 604"})
  void theAdaptiveDetectorErrsLessThanThreePeriodsAndIsFaster(String file, long seconds)
      throws IOException {
    Path path = folder().resolve(file);
    assumeTrue(Files.isReadable(path), path + " is absent");
    Map<String, List<Beat>> devices = read(path);
    Duration period = Duration.ofSeconds(seconds);

    Score fixed = replay(FailureDetector.fixed(period.multipliedBy(3)), period, devices);
    Score adaptive = replay(FailureDetector.adaptive(), period, devices);
    System.out.printf("%s: fixed %s, adaptive %s%n", file, fixed, adaptive);

    assertThat(adaptive.mistakes).isLessThan(fixed.mistakes);
    assertThat(adaptive.patience).isLessThan(fixed.patience);
  }

  private static Score replay(
      FailureDetector detector, Duration period, Map<String, List<Beat>> devices) {
    int mistakes = 0;
    int beats = 0;
    double wait = 0;
    for (List<Beat> trace : devices.values()) {
      long[] state = new long[detector.stateSize()];
      detector.start(state, 0, period.toNanos(), trace.get(0).arrival);
      for (Beat beat : trace) {
        if (beat.arrival - detector.suspectAt(state, 0) >= 0) {
          mistakes++;
        }
        detector.beat(state, 0, beat.arrival, beat.sequence);
        wait += detector.suspectAt(state, 0) - beat.arrival;
        beats++;
      }
    }
    return new Score(beats, mistakes, wait / beats / period.toNanos());
  }

  private static Map<String, List<Beat>> read(Path path) throws IOException {
    Map<String, List<Beat>> devices = new TreeMap<>();
    List<String> lines = Files.readAllLines(path);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      long arrival = Duration.ofMillis(Long.parseLong(fields[0])).toNanos();
      long sequence = fields[2].isEmpty() ? FailureDetector.NO_SEQUENCE : Long.parseLong(fields[2]);
      devices.computeIfAbsent(fields[1], d -> new ArrayList<>()).add(new Beat(arrival, sequence));
    }
    for (List<Beat> trace : devices.values()) {
      trace.sort(java.util.Comparator.comparingLong(Beat::arrival));
    }
    return devices;
  }

  private static Path folder() {
    String given = System.getProperty("iotcoord.data");
    return given != null ? Path.of(given) : Path.of("..", "..", "shared", "data");
  }
}
