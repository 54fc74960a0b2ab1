package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import java.util.List;

/** Takes what a follower reads. */
interface SegmentSink {
  /**
   * Takes a segment.
   *
   * @param czxid the transaction that committed it, by which segments of different publishers have
   *     an order
   */
  void segment(SegmentPosition position, long czxid, List<Sample> samples);

  void gap(SegmentPosition from, long count);
}
