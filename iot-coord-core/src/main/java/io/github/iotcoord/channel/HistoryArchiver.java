package io.github.iotcoord.channel;

import java.util.Optional;

/**
 * One process's part in keeping a channel's history: it moves committed segments into the {@link
 * HistoryStore}, or waits to do so while another process does.
 *
 * <p>Any number of processes may offer it for a channel; one is elected and works, on a thread of
 * its own. It begins where the store's positions stand, and adds segments in the order of each
 * publisher's log, several in one transaction, each once: one that only believes to be elected
 * finds the positions moved, and adds nothing. A segment that is garbled, and those that retention
 * took first, are passed over and counted. At one that ZooKeeper refuses to give, or that a newer
 * version of this library has written, it stands still and tries again.
 *
 * <p><b>Connection and database.</b> While either is away it stands still, holds no more than one
 * transaction's segments, and tries again with growing pauses of up to 5 seconds; nothing is lost
 * for as long as the channel's retention holds it. Thread-safe.
 *
 * <p>Znodes: reads {@code <root>/channels/<channel>/log}, and stands in {@code
 * <root>/elections/archiver.<channel>}.
 */
public interface HistoryArchiver extends AutoCloseable {

  /**
   * What an archiver has done since it was started, and how it fares.
   *
   * @param active whether it is the one that works, as far as it knows
   * @param segments how many segments it has added
   * @param samples how many samples were in them
   * @param unreadable how many segments it passed because they were garbled
   * @param lost how many segments retention took before they were archived
   * @param lag how many committed segments it knew of and had not added when it looked last, which
   *     it does not while the database is away; 0 unless active
   * @param trouble what went wrong last, empty when something has been done since
   */
  record Status(
      boolean active,
      long segments,
      long samples,
      long unreadable,
      long lost,
      long lag,
      Optional<String> trouble) {}

  /**
   * Returns how it fares.
   *
   * @return the state at this moment, of this process's archiver alone
   */
  Status status();

  /**
   * Ends it, so that another process takes over. A transaction that has begun is ended first, and
   * waited for 2 seconds. Idempotent.
   */
  @Override
  void close();
}
