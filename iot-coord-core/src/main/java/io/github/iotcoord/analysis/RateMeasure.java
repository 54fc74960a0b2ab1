package io.github.iotcoord.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How fast a value changes from one sample to the next, per second. */
final class RateMeasure implements Measure {
  private @Nullable Instant before;
  private double last;

  @Override
  public OptionalDouble next(Instant time, double value) {
    Instant from = before;
    double change = value - last;
    before = time;
    last = value;
    return from == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(change / (Duration.between(from, time).toMillis() / 1000.0));
  }
}
