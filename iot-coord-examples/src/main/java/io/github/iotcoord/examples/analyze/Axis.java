package io.github.iotcoord.examples.analyze;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * An axis of a plot, with ticks at round places.
 *
 * @param from its lower end
 * @param to its upper end
 * @param step the distance of its ticks
 * @param naming names a tick
 */
record Axis(double from, double to, double step, DoubleFunction<String> naming) {
  private static final List<Duration> TIME_STEPS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30));

  /**
   * An axis of values, which ends at ticks.
   *
   * @param intervals about how many there are at most between ticks
   */
  static Axis ofValues(double low, double high, int intervals) {
    double least = 1e-9 * Math.max(Math.abs(low), Math.abs(high)); // or rounding would eat it
    double span = Math.max(high > low ? high - low : 1, least);
    double step = roundStep(span / intervals);
    double from = Math.floor(low / step) * step;
    double to = Math.max(Math.ceil(high / step) * step, from + step);
    return new Axis(from, to, step, Axis::number);
  }

  // 1, 2 or 5 times a power of ten, and no less than this.
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    return DoubleStream.of(1, 2, 5)
        .map(factor -> factor * power)
        .filter(step -> step >= least)
        .findFirst()
        .orElse(10 * power);
  }

  private static String number(double value) {
    // What multiplying has left behind the tenth digit is not meant.
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(10));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** An axis of time, in milliseconds since 1970, which ends where the samples do. */
  static Axis ofTime(long first, long last, int mostTicks) {
    long span = Math.max(1, last - first);
    long step =
        TIME_STEPS.stream()
            .mapToLong(Duration::toMillis)
            .flatMap(unit -> LongStream.of(unit, 2 * unit, 3 * unit))
            .filter(candidate -> span / candidate < mostTicks)
            .findFirst()
            .orElse(span);
    boolean days = step >= Duration.ofDays(1).toMillis();
    return new Axis(
        (double) first,
        (double) (first + span),
        (double) step,
        millis -> time((long) millis, days));
  }

  private static String time(long millis, boolean day) {
    String time = Instant.ofEpochMilli(millis).toString();
    return day ? time.substring(0, 10) : time.substring(5, 19).replace('T', ' ');
  }

  /** Where its ticks are. */
  double[] ticks() {
    double first = Math.ceil(from / step);
    int count = (int) (Math.floor(to / step + 1e-9) - first) + 1;
    return DoubleStream.iterate(first, number -> number + 1)
        .limit(count)
        .map(number -> number * step)
        .toArray();
  }

  /** What a tick says. */
  String name(double tick) {
    return naming.apply(tick);
  }

  /** How far along the axis a place is: 0 at its lower end, 1 at its upper. */
  double share(double place) {
    return (place - from) / (to - from);
  }
}
