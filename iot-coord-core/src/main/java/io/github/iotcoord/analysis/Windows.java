package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Windows of event time, aligned to 1970-01-01T00:00Z. Immutable.
 *
 * @param size how long a window is; a whole number of milliseconds
 * @param slide how far apart two windows begin, at most {@code size}: equal for windows that tumble
 */
public record Windows(Duration size, Duration slide) {

  /**
   * Creates windows.
   *
   * @param size how long a window is
   * @param slide how far apart two windows begin
   * @throws IllegalArgumentException if the size or the slide is not allowed
   */
  public Windows {
    if (size == null || slide == null) {
      throw new IllegalArgumentException("size and slide must not be null");
    }
    if (size.toMillis() <= 0 || slide.toMillis() <= 0 || slide.compareTo(size) > 0) {
      throw new IllegalArgumentException(
          "a window's slide must be from 1 ms to its size, was " + slide + " of " + size);
    }
    if (size.toMillis() / slide.toMillis() > 1_000) {
      throw new IllegalArgumentException(
          "a sample must not be in more than 1000 windows: " + size + " every " + slide);
    }
  }

  /**
   * Returns windows that follow each other without overlap.
   *
   * @param size how long each is
   * @return the windows
   */
  public static Windows tumbling(Duration size) {
    return new Windows(size, size);
  }

  /**
   * Returns windows that overlap.
   *
   * @param size how long each is
   * @param slide how far apart two begin
   * @return the windows
   */
  public static Windows sliding(Duration size, Duration slide) {
    return new Windows(size, slide);
  }

  /**
   * Aggregates samples over these windows.
   *
   * @param samples the samples, in the order of their event time
   * @return an aggregate for each device, metric and window that has samples, ordered by device,
   *     then metric, then start
   */
  public List<WindowAggregate> aggregate(Stream<Sample> samples) {
    return WindowAggregator.aggregate(samples.toList(), this);
  }
}
