package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is older than a channel keeps, from the logs of publishers that are gone too.
 *
 * <p>Every publisher runs one, at jittered intervals, over its own log and some of the others'. The
 * age of a segment is the server's time now less the server's time of its creation; times of
 * different clocks are never compared. Segments go from the oldest on; with the last one, and in
 * the same transaction, goes the log itself, so that a log is empty only when it is new. A
 * publisher whose log is gone creates it again for its next number: nothing is lost if it was only
 * quiet.
 */
final class LogJanitor {
  private static final Logger logger = LoggerFactory.getLogger(LogJanitor.class);
  private static final Duration LONGEST_PERIOD = Duration.ofMinutes(1);
  private static final int OTHERS_AT_ONCE = 16;
  private static final int BATCH = 16;

  private final CoordContext context;
  private final LogReader reader;
  private final ServerClock clock;
  private final Duration age;
  private final String own;
  private volatile boolean closed;
  private volatile @Nullable Future<?> next;

  LogJanitor(CoordContext context, LogReader reader, ServerClock clock, Duration age, String own) {
    this.context = context;
    this.reader = reader;
    this.clock = clock;
    this.age = age;
    this.own = own;
    schedule();
  }

  private void schedule() {
    Duration part = age.dividedBy(4);
    Duration period = part.compareTo(LONGEST_PERIOD) < 0 ? part : LONGEST_PERIOD;
    if (!closed) {
      next = context.scheduler().after(ZkClient.jittered(period), this::run);
    }
  }

  private void run() {
    if (closed || clock.now().isEmpty()) {
      schedule();
      return;
    }
    CompletableFuture<Void> round =
        LogReader.onSession(
            context.zk(),
            session ->
                reader
                    .publishers(session)
                    .thenCompose(publishers -> clean(session, choose(publishers), 0)));
    context.track(round);
    round.whenComplete(
        (done, failure) -> {
          if (failure != null && !ZkErrors.isConnectionTrouble(failure) && !closed) {
            logger.warn(
                "Old segments of channel {} cannot be deleted: {}",
                reader.channel(),
                Waits.unwrap(failure).toString());
          }
          schedule();
        });
  }

  // The others' logs are everybody's work, so nobody need look at all of them every time.
  private List<String> choose(List<String> publishers) {
    List<String> chosen = new ArrayList<>(publishers);
    Collections.shuffle(chosen);
    if (chosen.size() > OTHERS_AT_ONCE) {
      chosen = new ArrayList<>(chosen.subList(0, OTHERS_AT_ONCE));
      if (!chosen.contains(own)) {
        chosen.add(own);
      }
    }
    return chosen;
  }

  private CompletableFuture<Void> clean(ZkSession session, List<String> publishers, int index) {
    if (closed || index >= publishers.size()) {
      return CompletableFuture.completedFuture(null);
    }
    return reader
        .list(session, List.of(publishers.get(index)))
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.<Void>completedFuture(null)
                    : cleanLog(session, found.get(0), 0))
        .thenCompose(done -> clean(session, publishers, index + 1));
  }

  private CompletableFuture<Void> cleanLog(ZkSession session, LogReader.Listing log, int from) {
    String path = reader.log(log.publisher());
    if (log.numbers().length == 0) {
      return session
          .getData(path)
          .thenCompose(
              node ->
                  isOld(new LogReader.Read(node, null))
                      ? delete(session, List.of(path))
                      : nothing())
          .handle(LogJanitor::ignoreGone)
          .thenCompose(done -> done);
    }
    int to = Math.min(log.numbers().length, from + BATCH);
    List<String> paths = new ArrayList<>();
    for (int i = from; i < to; i++) {
      paths.add(reader.segment(log.publisher(), log.numbers()[i]));
    }
    return reader
        .read(session, paths)
        .thenCompose(
            read -> {
              int old = 0;
              while (old < read.size() && isOld(read.get(old))) {
                old++;
              }
              boolean goOn = old == paths.size() && !closed;
              List<String> doomed = new ArrayList<>(paths.subList(0, old));
              if (goOn && to == log.numbers().length) {
                doomed.add(path);
                return delete(session, doomed);
              }
              CompletableFuture<Void> deleted =
                  doomed.isEmpty() ? nothing() : delete(session, doomed);
              return goOn ? deleted.thenCompose(done -> cleanLog(session, log, to)) : deleted;
            });
  }

  // A node that is gone already is as good as old; of one that we may not read we know nothing.
  private boolean isOld(LogReader.Read read) {
    Node node = read.node();
    OptionalLong now = clock.now();
    return node == null
        ? read.refusal() == null
        : now.isPresent() && now.getAsLong() - node.stat().getCtime() > age.toMillis();
  }

  // If the publisher has written on meanwhile, its log is not empty and the whole batch stays: the
  // next round sees more.
  private static CompletableFuture<Void> delete(ZkSession session, List<String> paths) {
    return SegmentDeletion.delete(session, paths)
        .handle(LogJanitor::ignoreGone)
        .thenCompose(done -> done);
  }

  private static CompletableFuture<Void> ignoreGone(
      @Nullable Void done, @Nullable Throwable failure) {
    return failure == null
            || ZkErrors.is(failure, Code.NOTEMPTY)
            || ZkErrors.is(failure, Code.NONODE)
        ? nothing()
        : CompletableFuture.failedFuture(Waits.unwrap(failure));
  }

  private static CompletableFuture<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  void close() {
    closed = true;
    Future<?> scheduled = next;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }
}
