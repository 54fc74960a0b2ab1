package io.github.iotcoord.examples.analyze;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Reads times as people and other programs write them, in UTC. */
final class Times {
  private Times() {}

  /**
   * Reads a time.
   *
   * @param text milliseconds since 1970, or {@code 2013-12-02T21:15[:00[.000]]}, with a blank for
   *     the T, and with or without a Z
   * @throws IllegalArgumentException if it is neither
   */
  static Instant parse(String text) {
    String time = text.strip();
    try {
      return time.matches("\\d{1,15}")
          ? Instant.ofEpochMilli(Long.parseLong(time))
          : LocalDateTime.parse(time.replace(' ', 'T').replaceFirst("Z$", ""))
              .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is not a time", e);
    }
  }
}
