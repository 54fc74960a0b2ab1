package io.github.iotcoord.bench.compare.peers;

import java.nio.charset.StandardCharsets;

/** Samples of a thousand devices with four metrics each, one by one. */
final class SampleText {
  private static final int DEVICES = 1_000;
  private static final String[] METRICS = {"temperature", "humidity", "pressure", "battery"};

  private SampleText() {}

  /** The series of a sample, by its number. */
  static String series(long number) {
    return "device-" + number % DEVICES + "/" + METRICS[(int) (number / DEVICES % METRICS.length)];
  }

  /** Its time and value. */
  static byte[] value(long number) {
    String text = (1_767_323_045_000L + number) + " " + (200 + number % 97) / 10.0;
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
