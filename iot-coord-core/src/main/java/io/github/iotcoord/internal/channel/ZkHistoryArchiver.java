package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.HistoryArchiver;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.HistoryStoreException;
import io.github.iotcoord.internal.channel.ArchiveSource.Part;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.LeaderElection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Archives while it is elected: one part after the other, each in a transaction. */
final class ZkHistoryArchiver implements HistoryArchiver, ElectedTask.Body {
  private static final Logger logger = LoggerFactory.getLogger(ZkHistoryArchiver.class);

  /**
   * How long segments are gathered when there are few, so that commits do not follow each other.
   */
  private static final Duration GATHERING = Duration.ofMillis(200);

  private static final Duration LISTING = Duration.ofHours(1);

  private final CoordContext context;
  private final LogReader reader;
  private final Quarantine quarantine;
  private final HistoryStore store;
  private final Consumer<ZkHistoryArchiver> onClose;
  private final LogRequests requests;
  private final ElectedTask task;
  private volatile @Nullable ArchiveSource source;

  // Guarded by this.
  private long segments;
  private long samples;
  private long unreadable;
  private long lost;
  private long lag;
  private @Nullable String trouble;

  ZkHistoryArchiver(
      CoordContext context,
      LogReader reader,
      Quarantine quarantine,
      HistoryStore store,
      Consumer<ZkHistoryArchiver> onClose) {
    this.context = context;
    this.reader = reader;
    this.quarantine = quarantine;
    this.store = store;
    this.onClose = onClose;
    this.requests = new LogRequests(context, reader.channel());
    this.task = new ElectedTask(context, "iot-coord-archiver-" + reader.channel(), this);
  }

  void stand(LeaderElection election) {
    task.stand(election);
  }

  @Override
  public void run(ElectedTask elected) throws InterruptedException {
    try (ArchiveSource begun =
        new ArchiveSource(
            context, reader, quarantine, requests, store.positions(reader.channel()))) {
      source = begun;
      begun.start();
      long forgotAt = context.ticker().nanos() - LISTING.toNanos();
      while (elected.mayGoOn()) {
        Part part = begun.next();
        behind(begun.lag());
        if (!part.isEmpty()) {
          if (!store.append(reader.channel(), begun.positions(part), part.segments())) {
            logger.info("Another archiver of channel {} was faster", reader.channel());
            elected.pause(GATHERING);
            return;
          }
          begun.archived(part);
          elected.succeeded();
        }
        if (begun.isListed()) {
          done(part);
        }
        behind(begun.lag());
        if (context.ticker().nanos() - forgotAt >= LISTING.toNanos()) {
          forget(begun);
          forgotAt = context.ticker().nanos();
        }
        if (!part.isFull()) {
          elected.pause(GATHERING);
        }
      }
    } finally {
      source = null;
    }
  }

  private void forget(ArchiveSource begun) throws InterruptedException {
    Map<String, Long> ended = begun.ended();
    store.forget(reader.channel(), ended);
    Set<String> forgotten = new HashSet<>(ended.keySet());
    forgotten.removeAll(store.positions(reader.channel()).keySet());
    begun.forgot(forgotten);
  }

  private synchronized void behind(long by) {
    lag = by;
  }

  private synchronized void done(Part part) {
    segments += part.segments().stream().filter(segment -> !segment.samples().isEmpty()).count();
    samples += part.segments().stream().mapToLong(segment -> segment.samples().size()).sum();
    unreadable += part.unreadable();
    lost += part.lost();
    if (trouble != null) {
      logger.info("Archiving channel {} goes on", reader.channel());
      trouble = null;
    }
    if (part.lost() > 0) {
      logger.warn(
          "Retention took {} segments of channel {} before they were archived",
          part.lost(),
          reader.channel());
    }
  }

  @Override
  public synchronized void failed(Throwable failure) {
    if (trouble == null) {
      logger.warn("Archiving channel {} failed; it is tried again", reader.channel(), failure);
    }
    Throwable cause = Waits.unwrap(failure);
    trouble =
        cause instanceof HistoryStoreException
            ? String.valueOf(cause.getMessage())
            : cause.toString();
  }

  @Override
  public void wake() {
    requests.stop();
    ArchiveSource waiting = source;
    if (waiting != null) {
      waiting.wake();
    }
  }

  @Override
  public synchronized Status status() {
    boolean active = task.mayGoOn();
    return new Status(
        active,
        segments,
        samples,
        unreadable,
        lost,
        active ? lag : 0,
        Optional.ofNullable(trouble));
  }

  @Override
  public void close() {
    if (!task.isClosed()) {
      task.close();
      onClose.accept(this);
    }
  }

  @Override
  public String toString() {
    return "archiver of channel " + reader.channel();
  }
}
