package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.HistoryStore.Segment;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.channel.LogReader.Listing;
import io.github.iotcoord.internal.channel.LogReader.Read;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an archiver has still to archive. It hands out parts that follow the positions, which move
 * only when a part is said to have been archived. Used by one thread.
 */
final class ArchiveSource implements RecursiveWatch.Target, AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** With so many samples a part ends, which bounds its memory and its transaction. */
  static final int MOST_SAMPLES = 100_000;

  /**
   * Segments to be archived together.
   *
   * @param segments in order; one without samples stands for what cannot be read or is gone
   * @param isFull whether more is known to be there, which could be had at once
   */
  record Part(List<Segment> segments, int unreadable, long lost, boolean isFull) {
    boolean isEmpty() {
      return segments.isEmpty();
    }
  }

  private final LogReader reader;
  private final Quarantine quarantine;
  private final LogRequests requests;
  private final RecursiveWatch watch;
  private final Semaphore wake = new Semaphore(0);
  private final News news;

  /** The last that is archived, and the last that is committed, by publisher. */
  private final Map<String, Long> archived;

  private final Map<String, Long> committed = new HashMap<>();

  /** With which segment the publishers begin of which the store has nothing yet. */
  private final Map<String, Long> begins = new HashMap<>();

  private final ArrayDeque<String> turns = new ArrayDeque<>();
  private boolean listed;

  /** How many segments to read at once, so that few are read for a part that is full by then. */
  private int window = LogReader.WINDOW;

  ArchiveSource(
      CoordContext context,
      LogReader reader,
      Quarantine quarantine,
      LogRequests requests,
      Map<String, Long> positions) {
    this.reader = reader;
    this.quarantine = quarantine;
    this.requests = requests;
    this.archived = new HashMap<>(positions);
    this.news = new News(reader.path(), wake::release);
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), reader.path(), this);
  }

  void start() {
    watch.start();
  }

  @Override
  public void changed(String path) {
    news.changed(path);
  }

  @Override
  public void reset() {
    news.reset();
  }

  @Override
  public void interrupted() {
    // What is being read fails by itself, and the positions stay where they are.
  }

  /** Ends a wait for news. */
  void wake() {
    wake.release();
  }

  /** The positions that a part follows; publishers are missing that have none yet. */
  Map<String, Long> positions(Part part) {
    Map<String, Long> positions = new HashMap<>();
    for (Segment segment : part.segments()) {
      String publisher = segment.position().publisher();
      Long last = archived.get(publisher);
      if (last != null) {
        positions.put(publisher, last);
      }
    }
    return positions;
  }

  /** Whether it has seen what there is, so that an empty part means that nothing is missing. */
  boolean isListed() {
    return listed;
  }

  /** How many segments are committed and not archived, as far as is known. */
  long lag() {
    long lag = 0;
    for (Map.Entry<String, Long> log : committed.entrySet()) {
      lag += Math.max(0, log.getValue() + 1 - next(log.getKey()));
    }
    return lag;
  }

  /** Lists all logs again; returns the positions of publishers that have none any more. */
  Map<String, Long> ended() throws InterruptedException {
    Map<String, Long> ended = new HashMap<>(archived);
    for (Listing log : requests.ask("Listing", reader::listAll)) {
      ended.remove(log.publisher());
    }
    return ended;
  }

  /** Drops publishers that have no log any more and of which the store has nothing. */
  void forgot(Set<String> publishers) {
    archived.keySet().removeAll(publishers);
    committed.keySet().removeAll(publishers);
    begins.keySet().removeAll(publishers);
    turns.removeAll(publishers);
  }

  /** The next part, empty if nothing comes for a while. */
  Part next() throws InterruptedException {
    learn();
    if (!isBehind()) {
      wake.tryAcquire(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
      wake.drainPermits();
      learn();
    }
    PartBuilder part = new PartBuilder();
    // Twice at most, so that what a part holds is bounded, and every log has its turn.
    fill(part);
    fill(part);
    return part.build();
  }

  private void fill(PartBuilder part) throws InterruptedException {
    if (part.hasEnough()) {
      return;
    }
    List<SegmentPosition> wanted = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (int i = turns.size(); i > 0 && wanted.size() < window; i--) {
      String publisher = turns.remove();
      turns.add(publisher);
      long last = committed.getOrDefault(publisher, -1L);
      for (long number = part.next(publisher); number <= last && wanted.size() < window; number++) {
        wanted.add(new SegmentPosition(publisher, number));
        paths.add(reader.segment(publisher, number));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    List<Read> reads = requests.ask("Reading", session -> reader.read(session, paths));
    for (int i = 0; i < reads.size() && !part.hasEnough(); i++) {
      SegmentPosition position = wanted.get(i);
      Read read = reads.get(i);
      if (position.number() < part.next(position.publisher())) {
        continue; // gone, as was found out at one before
      }
      if (read.node() == null && read.refusal() == null) {
        long next = nextOf(position);
        if (next == position.number()) {
          return; // it is there after all, as the server was behind, or it may still come
        }
        part.passTo(next, position);
      } else {
        part.add(position, quarantine.decodeForGood(position, read));
      }
    }
  }

  /** A part while it is gathered. */
  private final class PartBuilder {
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Long> nexts = new HashMap<>();
    private int unreadable;
    private long lost;
    private int samples;

    boolean hasEnough() {
      return samples >= MOST_SAMPLES;
    }

    long next(String publisher) {
      Long next = nexts.get(publisher);
      return next == null ? ArchiveSource.this.next(publisher) : next;
    }

    void add(SegmentPosition position, @Nullable List<Sample> decoded) {
      unreadable += decoded == null ? 1 : 0;
      samples += decoded == null ? 0 : decoded.size();
      segments.add(new Segment(position, decoded == null ? List.of() : decoded));
      nexts.put(position.publisher(), position.number() + 1);
    }

    void passTo(long next, SegmentPosition gone) {
      lost += next - gone.number();
      segments.add(new Segment(new SegmentPosition(gone.publisher(), next - 1), List.of()));
      nexts.put(gone.publisher(), next);
    }

    Part build() {
      if (samples > 0) {
        long fitting = (long) MOST_SAMPLES * segments.size() / samples;
        window = (int) Math.max(1, Math.min(LogReader.WINDOW, fitting));
      }
      boolean more =
          turns.stream().anyMatch(name -> next(name) <= committed.getOrDefault(name, -1L));
      return new Part(List.copyOf(segments), unreadable, lost, more && !segments.isEmpty());
    }
  }

  /** The number where a log goes on from one that seems gone; after the last if the log is gone. */
  private long nextOf(SegmentPosition gone) throws InterruptedException {
    List<String> one = List.of(gone.publisher());
    List<Listing> found = requests.ask("Listing", session -> reader.list(session, one));
    if (found.isEmpty()) {
      return committed.getOrDefault(gone.publisher(), gone.number()) + 1;
    }
    learn(found.get(0));
    return Math.max(gone.number(), found.get(0).atLeast(gone.number()));
  }

  private long next(String publisher) {
    Long last = archived.get(publisher);
    return last == null ? begins.getOrDefault(publisher, 0L) : last + 1;
  }

  private boolean isBehind() {
    return lag() > 0;
  }

  private void learn() throws InterruptedException {
    if (news.takeReset()) {
      try {
        requests.ask("Listing", reader::listAll).forEach(this::learn);
        listed = true;
      } catch (InterruptedException | RuntimeException e) {
        news.putReset();
        throw e;
      }
    }
    if (!listed) {
      return;
    }
    List<String> unknown = new ArrayList<>();
    news.takeNumbers()
        .forEach(
            (publisher, number) -> {
              if (committed.containsKey(publisher)) {
                committed.merge(publisher, number, Math::max);
              } else {
                unknown.add(publisher);
              }
            });
    if (!unknown.isEmpty()) {
      requests.ask("Listing", session -> reader.list(session, unknown)).forEach(this::learn);
    }
  }

  // Of a log that was there before, what is gone was never meant for the store; of one that is
  // seen to begin, everything is.
  private void learn(Listing log) {
    @Nullable Long position = archived.get(log.publisher());
    if (position == null && !committed.containsKey(log.publisher())) {
      begins.put(log.publisher(), listed ? log.first() : log.oldest());
    }
    if (!committed.containsKey(log.publisher())) {
      turns.add(log.publisher());
    }
    // Not the highest number that was ever seen: see Cursors.
    committed.put(log.publisher(), log.end() - 1);
  }

  /** A part is in the store. */
  void archived(Part part) {
    part.segments()
        .forEach(
            segment -> archived.put(segment.position().publisher(), segment.position().number()));
  }

  @Override
  public void close() {
    watch.close();
  }
}
