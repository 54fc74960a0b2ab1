package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.Segment;
import org.apache.zookeeper.data.Stat;

/** Takes what a follower reads. */
interface SegmentSink {
  /**
   * Takes a segment.
   *
   * @param stat of its node: the transaction that committed it, by which segments of different
   *     publishers have an order, and when that was by the servers' clock
   */
  void segment(SegmentPosition position, Stat stat, Segment samples);

  void gap(SegmentPosition from, long count);

  /** Nothing comes any more, although nobody has closed the follower. */
  default void stopped(CoordinationException reason) {}
}
