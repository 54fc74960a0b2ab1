package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.internal.channel.LogReader.Listing;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Finds the number that a subscription begins with in each log. Thread-safe. */
final class Beginnings {
  private static final int SEARCHES_AT_ONCE = 16;

  private final LogReader reader;

  Beginnings(LogReader reader) {
    this.reader = reader;
  }

  /**
   * Returns the number to begin with, by publisher. A publisher that is not named begins with its
   * oldest; one that is need not be among the logs.
   *
   * @param logs the channel as it is
   */
  CompletableFuture<Map<String, Long>> of(
      ZkSession session, SubscriptionStart start, List<Listing> logs) {
    Map<String, Long> numbers = new HashMap<>();
    if (start instanceof SubscriptionStart.Now) {
      logs.forEach(log -> numbers.put(log.publisher(), log.end()));
    } else if (start instanceof SubscriptionStart.After after) {
      after.last().forEach((publisher, number) -> numbers.put(publisher, number + 1));
    } else if (start instanceof SubscriptionStart.At at) {
      return searchFrom(session, ceilingMillis(at.time()), logs, 0, numbers);
    }
    return CompletableFuture.completedFuture(numbers);
  }

  private static long ceilingMillis(Instant time) {
    if (time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE - 1))) {
      return Long.MAX_VALUE;
    }
    // No znode is as old as that.
    if (time.isBefore(Instant.EPOCH)) {
      return 0;
    }
    return time.plusNanos(999_999).toEpochMilli();
  }

  private CompletableFuture<Map<String, Long>> searchFrom(
      ZkSession session, long millis, List<Listing> logs, int from, Map<String, Long> numbers) {
    if (from >= logs.size()) {
      return CompletableFuture.completedFuture(numbers);
    }
    List<Listing> some = logs.subList(from, Math.min(logs.size(), from + SEARCHES_AT_ONCE));
    List<CompletableFuture<Long>> searches = new ArrayList<>();
    for (Listing log : some) {
      searches.add(search(session, millis, log, 0, log.numbers().length));
    }
    return CompletableFuture.allOf(searches.toArray(new CompletableFuture<?>[0]))
        .thenCompose(
            done -> {
              for (int i = 0; i < some.size(); i++) {
                numbers.put(some.get(i).publisher(), searches.get(i).join());
              }
              return searchFrom(session, millis, logs, from + some.size(), numbers);
            });
  }

  // All below `low` are older than the time, and all from `high` on are not.
  private CompletableFuture<Long> search(
      ZkSession session, long millis, Listing log, int low, int high) {
    if (low == high) {
      boolean none = low == log.numbers().length;
      return CompletableFuture.completedFuture(none ? log.end() : log.numbers()[low]);
    }
    int middle = (low + high) >>> 1;
    return session
        .stat(reader.segment(log.publisher(), log.numbers()[middle]))
        .thenCompose(
            stat -> {
              // What retention has taken since the listing is among the oldest.
              boolean older = stat == null || stat.getCtime() < millis;
              return older
                  ? search(session, millis, log, middle + 1, high)
                  : search(session, millis, log, low, middle);
            });
  }
}
