package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.LeaderElection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all logs of a channel together within its bytes and its age, those of publishers that are
 * gone too. Every publisher of the channel offers it, and one is elected.
 *
 * <p>It looks at each log about once a second, lists those that have changed, and asks for the size
 * of what is new in them. The age of a segment is the server's time now less the server's time of
 * its creation. Both are of the leader's clock; after a change of leader, of two leaders', by whose
 * difference the age is then wrong. Segments go from the oldest on; with a log's last one, and in
 * the same transaction, goes the log itself, so that a log is empty only when it is new. A
 * publisher whose log is gone creates it again for its next number.
 */
final class ChannelCleaner implements ElectedTask.Body, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ChannelCleaner.class);
  private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
  private static final Duration PER_LOG = Duration.ofMillis(5);
  private static final int STATS_AT_ONCE = 500;
  private static final int DELETED_AT_ONCE = 100;

  private final LogReader reader;
  private final ServerClock clock;
  private final ChannelOptions options;
  private final LogRequests requests;
  private final ElectedTask task;
  private final Map<String, CleanedLog> logs = new HashMap<>();

  /** Whose logs may not be looked at, as has been said. */
  private final Set<String> refused = new HashSet<>();

  private boolean failing;

  /**
   * @param clock what is known of the server's time
   */
  ChannelCleaner(
      CoordContext context, LogReader reader, ServerClock clock, ChannelOptions options) {
    this.reader = reader;
    this.clock = clock;
    this.options = options;
    this.requests = new LogRequests(context, reader.channel());
    this.task = new ElectedTask(context, "iot-coord-cleaner-" + reader.channel(), this);
  }

  void stand(LeaderElection election) {
    task.stand(election);
  }

  @Override
  public void run(ElectedTask elected) throws InterruptedException {
    logs.clear();
    while (elected.mayGoOn()) {
      look();
      // What is too old goes first, since the store may keep the question what it has waiting.
      doomOld();
      delete();
      doomSurplus();
      delete();
      elected.succeeded();
      failing = false;
      elected.pause(period());
    }
  }

  private Duration period() {
    Duration perLogs = PER_LOG.multipliedBy(logs.size());
    Duration period = perLogs.compareTo(SHORTEST_PERIOD) > 0 ? perLogs : SHORTEST_PERIOD;
    Duration part = options.retentionAge().dividedBy(4);
    return part.compareTo(period) < 0 ? part : period;
  }

  private void look() throws InterruptedException {
    List<String> publishers = requests.ask("Listing", reader::publishers);
    logs.keySet().retainAll(publishers);
    refused.retainAll(publishers);
    for (int from = 0; from < publishers.size(); from += STATS_AT_ONCE) {
      List<String> some =
          publishers.subList(from, Math.min(publishers.size(), from + STATS_AT_ONCE));
      List<@Nullable Stat> stats = stats(some.stream().map(reader::log).toList());
      for (int i = 0; i < some.size(); i++) {
        Stat stat = stats.get(i);
        CleanedLog log = logs.computeIfAbsent(some.get(i), CleanedLog::new);
        if (stat != null && log.hasChanged(stat)) {
          lookUnlessRefused(log, stat);
        }
      }
    }
  }

  // One log that may not be listed must not end the cleaning of the others.
  private void lookUnlessRefused(CleanedLog log, Stat stat) throws InterruptedException {
    try {
      look(log, stat);
      refused.remove(log.publisher());
    } catch (CoordinationUnavailableException | CoordinationClosedException e) {
      throw e;
    } catch (CoordinationException e) {
      log.doubt();
      if (refused.add(log.publisher())) {
        logger.warn(
            "The log of {} in channel {} cannot be cleaned", log.publisher(), reader.channel(), e);
      }
    }
  }

  private void look(CleanedLog log, Stat stat) throws InterruptedException {
    List<String> one = List.of(log.publisher());
    for (LogReader.Listing listing :
        requests.ask("Listing", session -> reader.list(session, one))) {
      List<Long> fresh = log.listed(stat, listing.numbers());
      for (int from = 0; from < fresh.size(); from += STATS_AT_ONCE) {
        List<Long> some = fresh.subList(from, Math.min(fresh.size(), from + STATS_AT_ONCE));
        List<@Nullable Stat> sizes =
            stats(some.stream().map(number -> reader.segment(log.publisher(), number)).toList());
        for (int i = 0; i < some.size(); i++) {
          Stat size = sizes.get(i);
          if (size != null) {
            clock.saw(size.getCtime());
            log.add(some.get(i), size);
          }
        }
      }
    }
  }

  private List<@Nullable Stat> stats(List<String> paths) throws InterruptedException {
    return requests.ask(
        "Looking at",
        session -> {
          List<CompletableFuture<@Nullable Stat>> replies =
              paths.stream().map(session::stat).toList();
          return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
              .thenApply(
                  done -> {
                    List<@Nullable Stat> stats = new ArrayList<>();
                    replies.forEach(reply -> stats.add(reply.join()));
                    return stats;
                  });
        });
  }

  private void doomOld() {
    for (CleanedLog log : logs.values()) {
      while (!log.isEmpty() && isOld(log.oldest().created())) {
        log.doom();
      }
    }
  }

  private boolean isOld(long created) {
    OptionalLong now = clock.now();
    return now.isPresent() && now.getAsLong() - created > options.retentionAge().toMillis();
  }

  private void doomSurplus() {
    long surplus =
        logs.values().stream().mapToLong(CleanedLog::bytes).sum() - options.retentionBytes();
    if (surplus <= 0) {
      return;
    }
    Map<String, Long> archived = archived();
    PriorityQueue<CleanedLog> order =
        new PriorityQueue<>(
            Comparator.comparingInt((CleanedLog log) -> rank(log, archived))
                .thenComparingLong(log -> log.oldest().czxid()));
    logs.values().stream().filter(log -> !log.isEmpty()).forEach(order::add);
    while (surplus > 0 && !order.isEmpty()) {
      CleanedLog log = order.remove();
      surplus -= log.oldest().bytes();
      log.doom();
      if (!log.isEmpty()) {
        order.add(log);
      }
    }
  }

  // What the store has goes before what it has not, and a log's newest segment after the others.
  private static int rank(CleanedLog log, Map<String, Long> archived) {
    boolean stored = log.oldest().number() <= archived.getOrDefault(log.publisher(), -1L);
    return (stored ? 0 : 2) + (log.isDownToOne() ? 1 : 0);
  }

  private Map<String, Long> archived() {
    HistoryStore store = options.history();
    try {
      return store == null ? Map.of() : store.positions(reader.channel());
    } catch (RuntimeException e) { // an application's store may throw anything
      logger.debug("What is archived is not known; the oldest segments go", e);
      return Map.of();
    }
  }

  private void delete() throws InterruptedException {
    for (CleanedLog log : logs.values()) {
      List<String> paths =
          new ArrayList<>(
              log.takeDoomed().stream()
                  .map(segment -> reader.segment(log.publisher(), segment.number()))
                  .toList());
      boolean whole = log.isEmpty() && (!paths.isEmpty() || isOld(log.created()));
      if (whole) {
        paths.add(reader.log(log.publisher()));
      }
      for (int from = 0; from < paths.size(); ) {
        int to = Math.min(paths.size(), from + DELETED_AT_ONCE);
        // The log goes with its last segment.
        to = whole && to == paths.size() - 1 ? paths.size() : to;
        delete(log, paths.subList(from, to), whole && to == paths.size());
        from = to;
      }
    }
  }

  private void delete(CleanedLog log, List<String> paths, boolean withLog)
      throws InterruptedException {
    log.doubt();
    requests.ask(
        "Cleaning",
        session -> withLog ? deleteWhole(session, paths) : SegmentDeletion.delete(session, paths));
  }

  // All or nothing: if the publisher has written on, or has deleted some itself, the next look
  // shows it.
  private static CompletableFuture<Void> deleteWhole(ZkSession session, List<String> paths) {
    return session
        .multi(paths.stream().map(path -> Op.delete(path, -1)).toList())
        .handle(
            (done, failure) ->
                failure == null
                        || ZkErrors.is(failure, Code.NOTEMPTY)
                        || ZkErrors.is(failure, Code.NONODE)
                    ? CompletableFuture.<Void>completedFuture(null)
                    : CompletableFuture.<Void>failedFuture(Waits.unwrap(failure)))
        .thenCompose(done -> done);
  }

  @Override
  public void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      logger.warn("Channel {} cannot be cleaned; it is tried again", reader.channel(), failure);
    }
  }

  @Override
  public void wake() {
    requests.stop();
  }

  @Override
  public void close() {
    task.close();
  }
}
