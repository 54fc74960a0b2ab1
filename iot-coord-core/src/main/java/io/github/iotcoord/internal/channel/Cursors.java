package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.channel.LogReader.Listing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one follower, by publisher. One is never forgotten, so that a log which is deleted
 * and created again is not read twice. Used on one serial executor.
 */
final class Cursors {
  private final Map<String, Cursor> byPublisher = new HashMap<>();
  private final ArrayDeque<Cursor> ready = new ArrayDeque<>();

  /** Up to which number each log reached at the start, while that has not been handed over. */
  private final Map<Cursor, Long> loading = new HashMap<>();

  private Map<String, Long> beginnings = Map.of();
  private boolean started;

  /** Whether it is fixed where each log begins. */
  boolean started() {
    return started;
  }

  /**
   * Takes over what the whole channel is like, and the numbers to begin with, by publisher: also
   * for logs that come later. A log that is not named begins with its oldest segment.
   */
  void begin(List<Listing> found, Map<String, Long> numbers) {
    beginnings = numbers;
    listed(found);
    started = true;
  }

  /** Takes over what logs are like. */
  void listed(List<Listing> found) {
    for (Listing log : found) {
      Cursor cursor = byPublisher.get(log.publisher());
      if (cursor == null) {
        cursor = new Cursor(log.publisher(), beginningOf(log));
        byPublisher.put(log.publisher(), cursor);
      }
      correct(cursor, log);
      if (!started && cursor.ready() > 0) {
        loading.put(cursor, cursor.known());
      }
    }
  }

  // Retention takes segments from the lowest on, and the last together with their log. So a number
  // above all that a log lists was not its publisher's, whose own, lower ones may still come.
  private void correct(Cursor cursor, Listing log) {
    cursor.correct(log.end() - 1);
    queue(cursor);
    loading.computeIfPresent(cursor, (c, last) -> stillLoading(c, Math.min(last, c.known())));
  }

  private static @Nullable Long stillLoading(Cursor cursor, long last) {
    return cursor.done() > last ? null : last;
  }

  private long beginningOf(Listing log) {
    Long number = beginnings.get(log.publisher());
    if (number != null) {
      return number;
    }
    // Of a log that is younger than the subscription everything is wanted, and missed if it is
    // gone.
    return started ? log.first() : log.oldest();
  }

  /** Takes over what events told; returns the publishers that were unknown before. */
  List<String> learn(Map<String, Long> numbers) {
    List<String> unknown = new ArrayList<>();
    numbers.forEach(
        (publisher, number) -> {
          Cursor cursor = byPublisher.get(publisher);
          if (cursor == null) {
            unknown.add(publisher);
          } else {
            cursor.learn(number);
            queue(cursor);
          }
        });
    return unknown;
  }

  private void queue(Cursor cursor) {
    if (!cursor.queued && cursor.ready() > 0) {
      cursor.queued = true;
      ready.add(cursor);
    }
  }

  /** Takes the next numbers to read, of every log that has some its share. */
  Batch nextBatch(int window) {
    Batch batch = new Batch();
    int share = Math.max(1, window / Math.max(1, ready.size()));
    int left = window;
    while (left > 0 && !ready.isEmpty()) {
      Cursor cursor = ready.remove();
      int count = (int) Math.min(Math.min(share, left), cursor.ready());
      if (count > 0) {
        batch.add(cursor, count);
        left -= count;
      } else {
        cursor.queued = false;
      }
    }
    return batch;
  }

  /** The logs of a batch can be read from again. */
  void putBack(Batch batch) {
    for (Cursor cursor : batch.cursors()) {
      cursor.queued = false;
      queue(cursor);
    }
  }

  /**
   * Passes what retention has taken from a log.
   *
   * @param found the listing of it, or nothing if the log is gone
   */
  List<Delivery.Item> skip(Cursor cursor, List<Listing> found) {
    long from = cursor.next();
    listed(found);
    long to = found.isEmpty() ? cursor.known() + 1 : found.get(0).atLeast(from);
    if (to <= from) {
      return List.of();
    }
    cursor.advanceTo(to);
    return List.of(new Delivery.Item(cursor, from, null, to - from));
  }

  /** The receiver is done with these. */
  void delivered(List<Delivery.Item> items) {
    for (Delivery.Item item : items) {
      item.cursor().doneTo(item.number() + item.count());
      loading.computeIfPresent(item.cursor(), Cursors::stillLoading);
    }
  }

  /** Whether all that was there at the start has been handed over. */
  boolean loaded() {
    return started && loading.isEmpty();
  }
}
