package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.channel.LogReader.Read;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.zk.Node;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes segments and hands them to a sink; what the sink throws is logged. */
final class Delivery {
  private static final Logger logger = LoggerFactory.getLogger(Delivery.class);

  /**
   * What to hand over.
   *
   * @param read the segment, or null for a gap
   * @param count how many numbers it stands for
   */
  record Item(Cursor cursor, long number, @Nullable Read read, long count) {}

  private final Quarantine quarantine;
  private final SegmentSink sink;
  private final BooleanSupplier closed;

  Delivery(Quarantine quarantine, SegmentSink sink, BooleanSupplier closed) {
    this.quarantine = quarantine;
    this.sink = sink;
    this.closed = closed;
  }

  void deliver(List<Item> items) {
    for (Item item : items) {
      if (closed.getAsBoolean()) {
        return;
      }
      SegmentPosition position = new SegmentPosition(item.cursor.publisher(), item.number);
      try {
        deliver(position, item);
      } catch (RuntimeException | Error e) {
        logger.error("A listener failed on {}; it goes on with what follows", position, e);
      }
    }
  }

  private void deliver(SegmentPosition position, Item item) {
    Read read = item.read;
    Segment samples = read == null ? null : quarantine.decode(position, read);
    Node node = read == null ? null : read.node();
    if (samples == null || node == null) {
      sink.gap(position, item.count);
    } else {
      sink.segment(position, node.stat(), samples);
    }
  }
}
