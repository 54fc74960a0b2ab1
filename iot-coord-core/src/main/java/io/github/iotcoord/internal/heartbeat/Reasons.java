package io.github.iotcoord.internal.heartbeat;

/**
 * Why a device has its state, in words: made when they are asked for, so that they cost nothing.
 */
final class Reasons {
  private Reasons() {}

  /**
   * The reason of a device whose lock is held.
   *
   * @param period the time between two beats, declared or learned, in nanoseconds; 0 if unknown
   * @param beats how many beats in a row it takes to be believed
   */
  static String text(DevicePage page, int i, long word, long period, int beats) {
    String reason = cause(page, i, word, period, beats);
    if (!Word.aboutFlapping(word)) {
      return reason;
    }
    int outages = page.outages(i);
    String lately = outages == 1 ? "1 outage lately" : outages + " outages lately";
    return reason
        + (Word.flapping(word) ? "; flapping, with " : "; no longer flapping, with ")
        + lately;
  }

  private static String cause(DevicePage page, int i, long word, long period, int beats) {
    String silence = Spans.text(page.silence(i));
    return switch (Word.cause(word)) {
      case TRACKED -> "tracked; " + expected(page, i);
      case SILENT ->
          "no beat for "
              + silence
              + (period > 0 ? "; expected every " + Spans.text(period) : "; its period is unknown");
      case GROUP_SILENT ->
          "no beat for " + silence + "; most devices of the gateway fell silent together";
      case HEARD -> "heard after " + silence;
      case RECOVERING -> "heard after " + silence + "; UP after " + (beats - 1) + " more beats";
      case DISCONNECTED -> "disconnected: " + page.told(i);
      case RESTORED -> page.told(i);
    };
  }

  private static String expected(DevicePage page, int i) {
    int period = page.period(i);
    return DeclaredPeriod.isDeclared(period)
        ? "expected every " + Spans.text(DeclaredPeriod.nanos(period))
        : "its period is to be learned";
  }
}
