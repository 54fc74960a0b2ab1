package io.github.iotcoord.analysis;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Makes of a series of values, sample by sample, what an {@link AlarmRule} judges. Has the state of
 * one series; used by one thread at a time.
 */
@FunctionalInterface
public interface Measure {

  /**
   * Takes the next sample of the series.
   *
   * @param time its event time, later than that of the one before
   * @param value its value
   * @return what to judge; empty while there is nothing to say yet
   */
  OptionalDouble next(Instant time, double value);
}
