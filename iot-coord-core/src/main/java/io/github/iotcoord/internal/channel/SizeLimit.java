package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a publisher's own log within the channel's bytes, whether anybody cleans the channel or
 * not, and within the number of segments whose names can still be listed in one answer. Used on one
 * serial executor.
 */
final class SizeLimit {
  private static final Logger logger = LoggerFactory.getLogger(SizeLimit.class);

  /** Names of twelve digits take 16 bytes each in an answer that must stay below 1 MB. */
  private static final int MAX_SEGMENTS = 8_000;

  private static final int BATCH = 100;

  private record Segment(long number, int bytes) {}

  private final CoordContext context;
  private final LogWriter log;
  private final long maxBytes;
  private final Executor serial;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private long bytes;
  private boolean busy;

  SizeLimit(CoordContext context, LogWriter log, long maxBytes, Executor serial) {
    this.context = context;
    this.log = log;
    this.maxBytes = maxBytes;
    this.serial = serial;
  }

  void committed(long number, int size) {
    segments.add(new Segment(number, size));
    bytes += size;
    trim();
  }

  private void trim() {
    if (busy || !exceeded(segments.size(), bytes)) {
      return;
    }
    List<String> oldest = new ArrayList<>();
    long left = bytes;
    for (Segment segment : segments) {
      if (oldest.size() == BATCH || !exceeded(segments.size() - oldest.size(), left)) {
        break;
      }
      oldest.add(log.segment(segment.number));
      left -= segment.bytes;
    }
    busy = true;
    CompletableFuture<Void> reply;
    try {
      reply = SegmentDeletion.delete(context.zk().session(), oldest);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    context.track(reply);
    reply.whenCompleteAsync((done, failure) -> trimmed(oldest.size(), failure), serial);
  }

  // What failed is tried again with the next commit: while nothing is committed nothing grows.
  private void trimmed(int count, @org.jspecify.annotations.Nullable Throwable failure) {
    busy = false;
    if (failure == null) {
      for (int i = 0; i < count; i++) {
        bytes -= segments.remove().bytes;
      }
      trim();
    } else if (!ZkErrors.isConnectionTrouble(failure)) {
      logger.warn("Segments of {} cannot be deleted: {}", log.path(), failure.toString());
    }
  }

  // The newest segment stays whatever its size: retention is no reason to lose what was just said.
  private boolean exceeded(int count, long size) {
    return count > 1 && (size > maxBytes || count > MAX_SEGMENTS);
  }
}
