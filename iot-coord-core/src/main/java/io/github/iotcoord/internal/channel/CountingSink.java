package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.Segment;
import org.apache.zookeeper.data.Stat;

/** Tells the keeper of a position of what another sink has taken, also if that one threw. */
record CountingSink(SegmentSink sink, PositionKeeper keeper) implements SegmentSink {
  @Override
  public void segment(SegmentPosition position, Stat stat, Segment samples) {
    try {
      sink.segment(position, stat, samples);
    } finally {
      keeper.delivered(position.publisher(), position.number() + 1);
    }
  }

  @Override
  public void gap(SegmentPosition from, long count) {
    try {
      sink.gap(from, count);
    } finally {
      keeper.delivered(from.publisher(), from.number() + count);
    }
  }

  @Override
  public void stopped(CoordinationException reason) {
    sink.stopped(reason);
  }
}
