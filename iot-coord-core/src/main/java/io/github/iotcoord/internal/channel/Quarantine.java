package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.codec.SegmentDecoder;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.wire.UnsupportedFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes segments; one that cannot be read is counted once and logged once. Thread-safe. */
final class Quarantine {
  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
  private static final int REMEMBERED = 1_000;

  private final String channel;
  private final Map<SegmentPosition, Boolean> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SegmentPosition, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final SegmentDecoder decoder = new SegmentDecoder();
  private long count;

  Quarantine(String channel) {
    this.channel = channel;
  }

  /** The samples of a segment, or null if it cannot be read. */
  @Nullable Segment decode(SegmentPosition position, LogReader.Read read) {
    if (read.node() == null) {
      refuse(position, String.valueOf(read.refusal()));
      return null;
    }
    try {
      return decoder.decode(read.node().data());
    } catch (RuntimeException e) {
      // Not only what the decoder means to throw: a flaw of it must not stop a subscription either.
      refuse(position, reason(e));
      return null;
    }
  }

  /**
   * The samples of a segment that is there, or null if it is garbled and will stay so.
   *
   * @throws io.github.iotcoord.CoordinationException if it may be read later: it was refused, or a
   *     newer library has written it
   */
  @Nullable Segment decodeForGood(SegmentPosition position, LogReader.Read read) {
    if (read.refusal() != null) {
      throw ZkErrors.translate(read.refusal(), "Reading " + position + " of channel " + channel);
    }
    if (read.node() == null) {
      throw new IllegalArgumentException(position + " is not there");
    }
    try {
      return decoder.decode(read.node().data());
    } catch (UnsupportedFormatException e) {
      if (e.tooNew()) {
        throw e;
      }
      refuse(position, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      refuse(position, reason(e));
    }
    return null;
  }

  private static @Nullable String reason(RuntimeException e) {
    return e instanceof CoordinationException ? e.getMessage() : e.toString();
  }

  private synchronized void refuse(SegmentPosition position, @Nullable String reason) {
    if (known.putIfAbsent(position, true) == null) {
      count++;
      log.warn(
          "Segment {} of {} in channel {} cannot be read and is left out: {}",
          position.number(),
          position.publisher(),
          channel,
          reason);
    }
  }

  /** How many segments could not be read so far. */
  synchronized long count() {
    return count;
  }
}
