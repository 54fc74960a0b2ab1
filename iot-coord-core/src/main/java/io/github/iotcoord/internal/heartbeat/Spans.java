package io.github.iotcoord.internal.heartbeat;

/** Time spans for people. */
final class Spans {
  private Spans() {}

  /** A span such as "350 ms", "3.2 s", "12 min" or "2.5 h". */
  static String text(long nanos) {
    double millis = nanos / 1e6;
    if (millis < 1_000) {
      return number(millis) + " ms";
    }
    if (millis < 120_000) {
      return number(millis / 1e3) + " s";
    }
    return millis < 7_200_000 ? number(millis / 60e3) + " min" : number(millis / 3_600e3) + " h";
  }

  // Thousands of reasons may be made at once, for which a formatter is slow.
  private static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }
}
