package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.Segment;

/** Takes what a follower reads. */
interface SegmentSink {
  /**
   * Takes a segment.
   *
   * @param czxid the transaction that committed it, by which segments of different publishers have
   *     an order
   */
  void segment(SegmentPosition position, long czxid, Segment samples);

  void gap(SegmentPosition from, long count);
}
