package io.github.iotcoord.channel;

import java.util.List;

/** Hears of a channel's samples. */
@FunctionalInterface
public interface SampleListener {

  /**
   * Takes one segment's samples.
   *
   * @param position the segment; remember it to resume after it
   * @param samples its samples, in the order in which they were published
   */
  void samples(SegmentPosition position, List<Sample> samples);

  /**
   * Told when retention, or a segment that cannot be read, has taken segments before they were
   * delivered.
   *
   * @param from the first segment that is missing
   * @param count how many are missing
   */
  default void gap(SegmentPosition from, long count) {}
}
