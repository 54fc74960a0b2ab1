package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How event time is divided into windows. Immutable. */
public sealed interface Windows {

  /**
   * Windows of one size, aligned to 1970-01-01T00:00Z.
   *
   * @param size how long a window is; a whole number of milliseconds
   * @param slide how far apart two windows begin, at most {@code size}: equal for windows that
   *     tumble
   */
  record Aligned(Duration size, Duration slide) implements Windows {

    /**
     * Creates windows.
     *
     * @param size how long a window is
     * @param slide how far apart two windows begin
     * @throws IllegalArgumentException if the size or the slide is not allowed
     */
    public Aligned {
      Spans.require("size", size);
      Spans.require("slide", slide);
      if (slide.compareTo(size) > 0) {
        throw new IllegalArgumentException(
            "a window's slide must be at most its size, was " + slide + " of " + size);
      }
      if (size.toMillis() / slide.toMillis() > 1_000) {
        throw new IllegalArgumentException(
            "a sample must not be in more than 1000 windows: " + size + " every " + slide);
      }
    }
  }

  /**
   * Sessions: a window lasts from its first sample until a gap without samples. It ends a gap after
   * its last sample, exclusively; a sample at that very moment is the next session's first.
   *
   * @param gap how long without a sample ends a session; a whole number of milliseconds
   */
  record Session(Duration gap) implements Windows {

    /**
     * Creates windows.
     *
     * @param gap how long without a sample ends a session
     * @throws IllegalArgumentException if the gap is not allowed
     */
    public Session {
      Spans.require("gap", gap);
    }
  }

  /**
   * Returns windows that follow each other without overlap.
   *
   * @param size how long each is
   * @return the windows
   */
  static Windows tumbling(Duration size) {
    return new Aligned(size, size);
  }

  /**
   * Returns windows that overlap.
   *
   * @param size how long each is
   * @param slide how far apart two begin
   * @return the windows
   */
  static Windows sliding(Duration size, Duration slide) {
    return new Aligned(size, slide);
  }

  /**
   * Returns windows that last as long as samples come.
   *
   * @param gap how long without a sample ends a session
   * @return the windows
   */
  static Windows session(Duration gap) {
    return new Session(gap);
  }

  /**
   * Aggregates samples over these windows, for each device and metric.
   *
   * @param samples the samples, in the order of their event time
   * @return an aggregate for each device, metric and window that has samples, ordered by device,
   *     then metric, then start
   * @throws IllegalArgumentException if the samples are not in order
   */
  default List<WindowAggregate> aggregate(Stream<Sample> samples) {
    return aggregate(samples, WindowScopes.ofDevices());
  }

  /**
   * Aggregates samples over these windows. Of the samples only those of windows that have not ended
   * are held in memory, added up.
   *
   * @param samples the samples, in the order of their event time
   * @param scopes whose results to compute
   * @return an aggregate for each device, group or fleet, metric and window that has samples,
   *     ordered by scope, name, metric and start
   * @throws IllegalArgumentException if the samples are not in order
   */
  default List<WindowAggregate> aggregate(Stream<Sample> samples, WindowScopes scopes) {
    return BatchWindows.aggregate(samples, this, scopes);
  }
}
