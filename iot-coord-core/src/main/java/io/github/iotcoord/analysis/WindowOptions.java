package io.github.iotcoord.analysis;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How {@link LiveWindows} aggregate. Immutable; begin with {@link #of}.
 *
 * @param windows the windows
 * @param scopes whose results to compute
 * @param disorder by how much event time may run backwards between samples that are not late: the
 *     watermark is this much behind the latest event time
 * @param allowedLateness for how long, by the watermark, a window's sums are kept after its end, to
 *     correct its result by late samples
 * @param maxOpen how many sums may be kept: of windows that tumble, one for each device, metric and
 *     window that has not been given up; of sliding ones up to two for each slide; of sessions one
 *     for each session and scope. One takes from about 200 bytes to 6 KB
 * @param first windows that begin before it have no results; for what would be seen only in part
 *     after a restart. Null for none
 */
public record WindowOptions(
    Windows windows,
    WindowScopes scopes,
    Duration disorder,
    Duration allowedLateness,
    int maxOpen,
    @Nullable Instant first) {

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if one is missing or out of its range
   */
  public WindowOptions {
    if (windows == null || scopes == null) {
      throw new IllegalArgumentException("windows and scopes must not be null");
    }
    Spans.requireNotNegative("disorder", disorder);
    Spans.requireNotNegative("allowedLateness", allowedLateness);
    if (maxOpen < 1) {
      throw new IllegalArgumentException("maxOpen must be positive, was " + maxOpen);
    }
  }

  /**
   * Returns options for windows: results of each device, 10 s of disorder, 5 minutes of allowed
   * lateness, at most 100,000 sums.
   *
   * @param windows the windows
   * @return the options
   */
  public static WindowOptions of(Windows windows) {
    return new WindowOptions(
        windows,
        WindowScopes.ofDevices(),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        100_000,
        null);
  }

  /** Returns {@link #first} in milliseconds. */
  long firstMillis() {
    return first == null ? Long.MIN_VALUE : first.toEpochMilli();
  }

  /**
   * Returns the same options with other scopes.
   *
   * @param newScopes whose results to compute
   * @return new options
   */
  public WindowOptions withScopes(WindowScopes newScopes) {
    return new WindowOptions(windows, newScopes, disorder, allowedLateness, maxOpen, first);
  }

  /**
   * Returns the same options with another bound of disorder.
   *
   * @param newDisorder how far the watermark is behind the latest event time
   * @return new options
   */
  public WindowOptions withDisorder(Duration newDisorder) {
    return new WindowOptions(windows, scopes, newDisorder, allowedLateness, maxOpen, first);
  }

  /**
   * Returns the same options with another allowed lateness.
   *
   * @param newLateness for how long a window can be corrected after its end
   * @return new options
   */
  public WindowOptions withAllowedLateness(Duration newLateness) {
    return new WindowOptions(windows, scopes, disorder, newLateness, maxOpen, first);
  }

  /**
   * Returns the same options with another bound of memory.
   *
   * @param newMax how many sums may be kept
   * @return new options
   */
  public WindowOptions withMaxOpen(int newMax) {
    return new WindowOptions(windows, scopes, disorder, allowedLateness, newMax, first);
  }

  /**
   * Returns the same options with another beginning.
   *
   * @param newFirst windows that begin before it have no results
   * @return new options
   */
  public WindowOptions withFirst(Instant newFirst) {
    return new WindowOptions(windows, scopes, disorder, allowedLateness, maxOpen, newFirst);
  }
}
