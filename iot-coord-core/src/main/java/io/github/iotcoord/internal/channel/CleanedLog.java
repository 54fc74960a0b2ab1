package io.github.iotcoord.internal.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.data.Stat;

/** What the cleaner knows of one publisher's log. Used by one thread. */
final class CleanedLog {
  /**
   * A segment.
   *
   * @param created when, by the server's clock, in milliseconds
   * @param czxid the transaction that created it, by which segments of all logs have an order
   */
  record Segment(long number, int bytes, long created, long czxid) {}

  private final String publisher;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final List<Segment> doomed = new ArrayList<>();
  private long bytes;

  /** The log's own state when it was listed last, by which it is seen whether it has changed. */
  private int version = -1;

  private long created = Long.MAX_VALUE;

  CleanedLog(String publisher) {
    this.publisher = publisher;
  }

  String publisher() {
    return publisher;
  }

  boolean hasChanged(Stat stat) {
    return stat.getCversion() != version;
  }

  /**
   * Takes over which segments there are.
   *
   * @return the numbers of those that are new
   */
  List<Long> listed(Stat stat, long[] numbers) {
    version = stat.getCversion();
    created = stat.getCtime();
    Set<Long> there = new HashSet<>();
    List<Long> fresh = new ArrayList<>();
    long last = segments.isEmpty() ? -1 : segments.getLast().number();
    for (long number : numbers) {
      there.add(number);
      if (number > last) {
        fresh.add(number);
      }
    }
    segments.removeIf(
        segment -> {
          boolean gone = !there.contains(segment.number());
          bytes -= gone ? segment.bytes() : 0;
          return gone;
        });
    return fresh;
  }

  void add(long number, Stat stat) {
    segments.add(new Segment(number, stat.getDataLength(), stat.getCtime(), stat.getCzxid()));
    bytes += stat.getDataLength();
  }

  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  Segment oldest() {
    return segments.getFirst();
  }

  /** Whether the oldest segment is the newest, too. */
  boolean isDownToOne() {
    return segments.size() == 1;
  }

  /** When the log itself was created. */
  long created() {
    return created;
  }

  /** Has the oldest segment deleted. */
  void doom() {
    Segment segment = segments.remove();
    bytes -= segment.bytes();
    doomed.add(segment);
  }

  /** Takes what is to be deleted, oldest first. */
  List<Segment> takeDoomed() {
    List<Segment> taken = List.copyOf(doomed);
    doomed.clear();
    return taken;
  }

  /** Something of it may be other than is known here: look again. */
  void doubt() {
    version = -1;
    created = Long.MAX_VALUE;
  }
}
