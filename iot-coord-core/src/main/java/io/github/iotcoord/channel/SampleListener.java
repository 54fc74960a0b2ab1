package io.github.iotcoord.channel;

import io.github.iotcoord.CoordinationException;
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

  /**
   * Told once, as the last thing, that the subscription has ended without having been closed: its
   * executor rejected a task, or its stored position was taken over by another subscription of the
   * same name, was deleted, or cannot be stored. Called on the executor or, if that takes no tasks
   * any more, on one of the library's few threads, where it must not block.
   *
   * @param reason what ended it
   */
  default void stopped(CoordinationException reason) {}
}
