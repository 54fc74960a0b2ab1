package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.channel.SubscriptionStart.Stored;
import io.github.iotcoord.internal.channel.LogReader.Listing;
import io.github.iotcoord.internal.channel.LogReader.Read;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a channel's logs: every publisher's segments in order, each once.
 *
 * <p>One recursive watch tells which numbers exist; the segments are read from where each log's
 * cursor stands, and a cursor moves on only when what it passed has been handed over. After every
 * reconnect the logs are listed, and the cursors stay. Two batches at most are with the receiver
 * and one on its way, so a slow receiver holds back its own follower, and no more memory than that.
 * Thread-safe.
 */
final class LogFollower implements Subscription, RecursiveWatch.Target {
  private static final Logger logger = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration RETRY = Duration.ofMillis(300);
  private static final int BATCHES_AHEAD = 2;

  private final CoordContext context;
  private final LogReader reader;
  private final Delivery delivery;
  private final Consumer<LogFollower> onClose;
  private final SerialExecutor serial;
  private final SerialExecutor receiver;
  private final SubscriptionStart start;
  private final SegmentSink sink;
  private final @Nullable PositionKeeper keeper;
  private final RecursiveWatch watch;
  private final News news;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();

  // Touched only on `serial`.
  private final Cursors cursors = new Cursors();
  private final Set<String> strangers = new HashSet<>();
  private boolean busy;
  private int ahead;

  private volatile boolean closed;
  private volatile @Nullable CoordinationException end;
  private final AtomicBoolean endTold = new AtomicBoolean();

  /**
   * @param executor where the segments are decoded and the sink is called, one call at a time
   */
  LogFollower(
      CoordContext context,
      LogReader reader,
      Quarantine quarantine,
      SubscriptionStart start,
      SegmentSink sink,
      Executor executor,
      Consumer<LogFollower> onClose) {
    this.context = context;
    this.reader = reader;
    this.onClose = onClose;
    this.start = start;
    this.keeper =
        start instanceof Stored stored
            ? new PositionKeeper(context, reader, stored, this::stop)
            : null;
    this.sink = keeper == null ? sink : new CountingSink(sink, keeper);
    this.delivery = new Delivery(quarantine, this.sink, () -> closed);
    this.serial = new SerialExecutor(context.scheduler());
    this.receiver = new SerialExecutor(task -> execute(executor, task));
    this.news = new News(reader.path(), () -> serial.execute(this::pump));
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), reader.path(), this);
  }

  /** Begins to follow; the future ends when it is fixed where each log begins. */
  CompletableFuture<Void> start() {
    synchronized (this) {
      if (!closed) {
        watch.start();
      }
    }
    return started;
  }

  /** Ends when all that was there at the start has been handed to the sink. */
  CompletableFuture<Void> loaded() {
    return loaded;
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
    // What is being read fails by itself, and the cursors stay where they are.
  }

  private void pump() {
    if (busy || closed) {
      return;
    }
    if (news.takeReset()) {
      if (cursors.started()) {
        step(LogReader.onSession(context.zk(), reader::listAll), cursors::listed, news::putReset);
      } else {
        step(LogReader.onSession(context.zk(), this::open), this::begin, news::putReset);
      }
      return;
    }
    if (!cursors.started()) {
      return;
    }
    strangers.addAll(cursors.learn(news.takeNumbers()));
    if (!strangers.isEmpty()) {
      List<String> asked = List.copyOf(strangers);
      step(
          LogReader.onSession(context.zk(), session -> reader.list(session, asked)),
          found -> {
            asked.forEach(strangers::remove);
            cursors.listed(found);
          },
          () -> {});
    } else if (ahead < BATCHES_AHEAD) {
      Batch batch = cursors.nextBatch(LogReader.WINDOW);
      if (!batch.isEmpty()) {
        step(
            LogReader.onSession(context.zk(), session -> reader.read(session, batch.paths(reader))),
            reads -> arrived(batch, reads),
            () -> cursors.putBack(batch));
      }
    }
  }

  /** Waits for a reply, one at a time; what failed is undone and tried again. */
  private <T> void step(CompletableFuture<T> reply, Consumer<T> then, Runnable undo) {
    busy = true;
    reply.whenCompleteAsync(
        (value, failure) -> {
          if (closed) {
            return;
          }
          if (failure == null) {
            busy = false;
            then.accept(value);
            pump();
          } else {
            undo.run();
            failed(failure);
          }
        },
        serial);
  }

  private void failed(Throwable failure) {
    if (!ZkErrors.isConnectionTrouble(failure)) {
      logger.warn("Reading {} failed; it is tried again", reader.path(), Waits.unwrap(failure));
      started.completeExceptionally(failure);
      loaded.completeExceptionally(failure);
    }
    Runnable again =
        () -> {
          busy = false;
          pump();
        };
    context.scheduler().after(ZkClient.jittered(RETRY), () -> serial.execute(again));
  }

  private record Opening(List<Listing> logs, Map<String, Long> beginnings) {}

  private CompletableFuture<Opening> open(ZkSession session) {
    return reader
        .listAll(session)
        .thenCompose(
            logs ->
                (keeper == null
                        ? new Beginnings(reader).of(session, start, logs)
                        : keeper.claim(session, logs))
                    .thenApply(beginnings -> new Opening(logs, beginnings)));
  }

  private void begin(Opening opening) {
    cursors.begin(opening.logs, opening.beginnings);
    started.complete(null);
    tellIfLoaded();
  }

  private void arrived(Batch batch, List<Read> reads) {
    List<Delivery.Item> items = new ArrayList<>();
    Cursor torn = batch.sort(reads, items);
    cursors.putBack(batch);
    hand(items);
    if (torn != null) {
      // Only a listing tells where the log goes on.
      step(
          LogReader.onSession(
              context.zk(), session -> reader.list(session, List.of(torn.publisher()))),
          found -> {
            hand(cursors.skip(torn, found));
            tellIfLoaded();
          },
          () -> {});
    }
  }

  private void hand(List<Delivery.Item> items) {
    if (items.isEmpty()) {
      return;
    }
    ahead++;
    receiver.execute(
        () -> {
          delivery.deliver(items);
          if (closed && keeper != null) {
            keeper.close(); // with what the listener was busy with when it was closed
          }
          serial.execute(
              () -> {
                ahead--;
                cursors.delivered(items);
                tellIfLoaded();
                pump();
              });
        });
  }

  private void tellIfLoaded() {
    if (!loaded.isDone() && cursors.loaded()) {
      loaded.complete(null);
    }
  }

  // An executor that fails in another way, be it by an Error, takes as little as one that rejects.
  private void execute(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RuntimeException | Error e) {
      if (closeOnce()) {
        end = new CoordinationException(this + ": its executor takes no tasks any more", e);
      }
      context.scheduler().execute(this::tellEnd);
      throw e instanceof RejectedExecutionException known
          ? known
          : new RejectedExecutionException(e);
    }
  }

  private void stop(CoordinationException reason) {
    if (closeOnce()) {
      end = new CoordinationException(this + ": " + reason.getMessage(), reason);
      serial.execute(() -> receiver.execute(this::tellEnd));
    }
  }

  private void tellEnd() {
    CoordinationException reason = end;
    if (reason != null && endTold.compareAndSet(false, true)) {
      logger.warn("A subscription has ended: {}", reason.getMessage());
      sink.stopped(reason);
    }
  }

  @Override
  public void close() {
    closeOnce();
  }

  private boolean closeOnce() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
    }
    watch.close();
    if (keeper != null) {
      keeper.close();
    }
    CoordinationClosedException failure = new CoordinationClosedException(toString());
    started.completeExceptionally(failure);
    loaded.completeExceptionally(failure);
    onClose.accept(this);
    return true;
  }

  @Override
  public String toString() {
    String name = start instanceof Stored stored ? " " + stored.name() : "";
    return "The subscription" + name + " to channel " + reader.channel();
  }
}
