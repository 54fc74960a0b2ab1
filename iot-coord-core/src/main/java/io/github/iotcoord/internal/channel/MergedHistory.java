package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.HistoryStore.Segment;
import io.github.iotcoord.channel.HistoryStore.Snapshot;
import io.github.iotcoord.channel.Sample;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A channel's history of the store and of ZooKeeper, each sample once.
 *
 * <p>ZooKeeper is read first and the store afterwards, so that what is archived and deleted
 * meanwhile is found in at least one of them; what is found in both is known by the positions that
 * come with the store's samples. The other way round a segment could be missed.
 */
final class MergedHistory {
  private MergedHistory() {}

  static Stream<Sample> read(
      String channel, HistoryQuery query, HistoryStore store, HistoryReader reader)
      throws InterruptedException {
    // What is archived by now need not be read at all.
    List<Segment> segments = reader.segments(query, store.positions(channel));
    Snapshot snapshot = store.read(channel, query);
    try {
      List<Sample> recent =
          HistoryReader.sorted(
              segments.stream().filter(segment -> !isIn(snapshot, segment)).toList());
      Iterator<Sample> merged =
          new ByTime(snapshot.samples().iterator(), recent.iterator(), snapshot);
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(
                  merged, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
              false)
          .onClose(snapshot::close);
    } catch (RuntimeException | Error e) {
      snapshot.close();
      throw e;
    }
  }

  private static boolean isIn(Snapshot snapshot, Segment segment) {
    Long last = snapshot.positions().get(segment.position().publisher());
    return last != null && segment.position().number() <= last;
  }

  /** Two sequences that are sorted by time, as one. */
  private static final class ByTime implements Iterator<Sample> {
    private final Iterator<Sample> stored;
    private final Iterator<Sample> recent;
    private final Snapshot snapshot;
    private @Nullable Sample nextStored;
    private @Nullable Sample nextRecent;
    private boolean begun;

    ByTime(Iterator<Sample> stored, Iterator<Sample> recent, Snapshot snapshot) {
      this.stored = stored;
      this.recent = recent;
      this.snapshot = snapshot;
    }

    @Override
    public boolean hasNext() {
      if (!begun) {
        begun = true;
        nextStored = advanceStored();
        nextRecent = advanceRecent();
      }
      return nextStored != null || nextRecent != null;
    }

    @Override
    public Sample next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Sample older = nextStored;
      Sample newer = nextRecent;
      if (older != null && (newer == null || !newer.time().isBefore(older.time()))) {
        nextStored = advanceStored();
        return older;
      }
      nextRecent = advanceRecent();
      return Objects.requireNonNull(newer);
    }

    private @Nullable Sample advanceRecent() {
      return recent.hasNext() ? recent.next() : null;
    }

    // The connection goes back as early as possible.
    private @Nullable Sample advanceStored() {
      try {
        if (stored.hasNext()) {
          return stored.next();
        }
      } catch (RuntimeException | Error e) {
        snapshot.close();
        throw e;
      }
      snapshot.close();
      return null;
    }
  }
}
