package io.github.iotcoord.channel;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps the samples of channels for longer than ZooKeeper, which holds them in memory, can.
 *
 * <p>It knows for each channel and publisher up to which segment it has the samples, and moves that
 * position in the transaction that adds them: whatever dies when, each segment is in it once, and
 * without gaps but those that retention made. Calls block. Implementations are thread-safe, and may
 * be shared by channels and by processes.
 */
public interface HistoryStore {

  /**
   * A segment's samples, to be kept.
   *
   * @param position the segment
   * @param samples its samples, in the order in which they were published
   */
  record Segment(SegmentPosition position, List<Sample> samples) {}

  /**
   * What the store held at one moment. To be closed; used by one thread at a time.
   *
   * @param positions the number of the last segment that it had, by publisher
   * @param samples the samples wanted, by event time; those of one time in any order
   */
  record Snapshot(Map<String, Long> positions, Stream<Sample> samples) implements AutoCloseable {
    @Override
    public void close() {
      samples.close();
    }
  }

  /**
   * Returns up to where the store has a channel.
   *
   * @param channel the channel's name
   * @return the number of the last segment that it has, by publisher; those that it has nothing of
   *     are left out
   * @throws HistoryStoreException if the store cannot be asked
   */
  Map<String, Long> positions(String channel);

  /**
   * Adds segments and moves the positions to the last of each publisher: all or nothing.
   *
   * @param channel the channel's name
   * @param expected the positions that the segments follow, as {@link #positions} gave them, of
   *     every publisher that has one among them; none for a publisher that the store has nothing of
   * @param segments the segments, those of one publisher in the order of their numbers
   * @return whether they were added: false if a position was another, since somebody else has added
   *     segments meanwhile
   * @throws HistoryStoreException if the store does not do it; whether it did is told by {@link
   *     #positions}
   */
  boolean append(String channel, Map<String, Long> expected, List<Segment> segments);

  /**
   * Tells that publishers have no log any more, so that their positions need not be kept for ever.
   * A store may forget one that is still where it was seen and has not moved for so long that the
   * publisher is not to be expected back; the log of one that does come back begins behind all that
   * it has published, so nothing is added twice, but how much was lost before it is not known.
   *
   * @param channel the channel's name
   * @param ended the positions of publishers without a log
   * @throws HistoryStoreException if the store does not do it
   */
  default void forget(String channel, Map<String, Long> ended) {
    // A store that keeps all positions is right, too.
  }

  /**
   * Reads samples.
   *
   * @param channel the channel's name
   * @param query which samples
   * @return what there is, positions and samples as of the same moment
   * @throws HistoryStoreException if the store cannot be asked; the stream throws it too
   */
  Snapshot read(String channel, HistoryQuery query);
}
