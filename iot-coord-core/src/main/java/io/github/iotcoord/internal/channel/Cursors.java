package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.channel.LogReader.Listing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
      learn(cursor, log.end() - 1);
      if (!started && cursor.ready() > 0) {
        loading.put(cursor, cursor.known());
      }
    }
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
            learn(cursor, number);
          }
        });
    return unknown;
  }

  private void learn(Cursor cursor, long number) {
    cursor.learn(number);
    queue(cursor);
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

  /** Passes what retention has taken from a log, as a listing of it shows. */
  List<Delivery.Item> skip(Cursor cursor, List<Listing> found) {
    long from = cursor.next();
    long to = cursor.known() + 1;
    for (Listing log : found) {
      for (long number : log.numbers()) {
        if (number >= from) {
          to = number;
          break;
        }
      }
    }
    if (to <= from) {
      return List.of();
    }
    cursor.learn(to - 1);
    cursor.advanceTo(to);
    return List.of(new Delivery.Item(cursor, from, null, to - from));
  }

  /** The receiver is done with these. */
  void delivered(List<Delivery.Item> items) {
    for (Delivery.Item item : items) {
      loading.computeIfPresent(
          item.cursor(), (c, last) -> item.number() + item.count() > last ? null : last);
    }
  }

  /** Whether all that was there at the start has been handed over. */
  boolean loaded() {
    return started && loading.isEmpty();
  }
}
