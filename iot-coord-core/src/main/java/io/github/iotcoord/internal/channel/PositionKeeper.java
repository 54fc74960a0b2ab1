package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.channel.SubscriptionStart.Stored;
import io.github.iotcoord.internal.channel.LogReader.Listing;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stores where a subscription stands: a while after it has moved, and when it is closed. After a
 * crash what was delivered since the last store that succeeded is delivered again. Thread-safe.
 */
final class PositionKeeper {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** With more publishers than that, or than fit, those whose logs are gone are dropped. */
  private static final int MANY = 1_000;

  private static final AtomicLong opened = new AtomicLong();

  private final CoordContext context;
  private final LogReader reader;
  private final SubscriptionStart otherwise;
  private final PositionNode node;
  private final Consumer<CoordinationException> onLoss;

  // Guarded by this.
  private final Map<String, Long> next = new HashMap<>();
  private int many = MANY;
  private boolean claimed;
  private boolean moved;
  private boolean scheduled;
  private boolean writing;
  private boolean closed;

  /**
   * @param onLoss told if the position cannot be moved any more
   */
  PositionKeeper(
      CoordContext context,
      LogReader reader,
      Stored start,
      Consumer<CoordinationException> onLoss) {
    this.context = context;
    this.reader = reader;
    this.otherwise = start.otherwise();
    this.onLoss = onLoss;
    this.node =
        new PositionNode(
            context.zk(),
            context.layout().storedPosition(reader.channel(), start.name()),
            context.identity() + "~" + context.incarnation() + "-" + opened.incrementAndGet());
  }

  /** Takes the position over, or begins one; returns the numbers to begin with, by publisher. */
  CompletableFuture<Map<String, Long>> claim(ZkSession session, List<Listing> logs) {
    return node.claim(
            session,
            current ->
                new Beginnings(reader)
                    .of(current, otherwise, logs)
                    .thenApply(numbers -> complete(numbers, logs, Listing::oldest)),
            // Of a log that came since, everything is wanted, and missed if it is gone.
            numbers -> complete(numbers, logs, Listing::first))
        .thenApply(this::claimed);
  }

  // A log that is not named would begin with its oldest segment at every start, delivered or not.
  private Map<String, Long> complete(
      Map<String, Long> numbers, List<Listing> logs, ToLongFunction<Listing> beginning) {
    requireOpen();
    Map<String, Long> all = new HashMap<>(numbers);
    logs.forEach(log -> all.putIfAbsent(log.publisher(), beginning.applyAsLong(log)));
    if (all.size() > MANY || !node.fits(all)) {
      all.keySet().retainAll(logs.stream().map(Listing::publisher).toList());
    }
    return all;
  }

  // Who gave up waiting must not take the position from somebody else.
  private synchronized void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("The subscription");
    }
  }

  private synchronized Map<String, Long> claimed(Map<String, Long> numbers) {
    next.putAll(numbers);
    many = Math.max(MANY, 2 * next.size());
    claimed = true;
    return numbers;
  }

  /** The listener has had all of a publisher's segments below a number. */
  synchronized void delivered(String publisher, long number) {
    next.merge(publisher, number, Math::max);
    moved = true;
    if (!scheduled && !closed) {
      scheduled = true;
      context.scheduler().after(PAUSE, this::store);
    }
  }

  /** Stores what has not been stored yet, and stops storing by itself; may be called again. */
  synchronized void close() {
    closed = true;
    store();
  }

  private synchronized void store() {
    scheduled = false;
    if (!claimed || !moved || writing) {
      return;
    }
    writing = true;
    moved = false;
    CompletableFuture<Void> reply = LogReader.onSession(context.zk(), this::write);
    context.track(reply.whenComplete((done, failure) -> stored(failure)));
  }

  private CompletableFuture<Void> write(ZkSession session) {
    if (next.size() <= many && node.fits(next)) {
      return node.move(session, Map.copyOf(next));
    }
    return reader
        .publishers(session)
        .thenCompose(living -> node.move(session, onlyOf(new HashSet<>(living))));
  }

  private synchronized Map<String, Long> onlyOf(Set<String> living) {
    next.keySet().retainAll(living);
    many = Math.max(MANY, 2 * next.size());
    return Map.copyOf(next);
  }

  private void stored(@Nullable Throwable failure) {
    synchronized (this) {
      writing = false;
      moved |= failure != null;
      if (failure == null || ZkErrors.isConnectionTrouble(failure)) {
        goOn(failure == null);
        return;
      }
      claimed = false;
    }
    RuntimeException reason = ZkErrors.translate(failure, "Storing a subscription's position");
    onLoss.accept(
        reason instanceof CoordinationException known
            ? known
            : new CoordinationException("A subscription's position cannot be stored", reason));
  }

  private void goOn(boolean succeeded) {
    if (closed && succeeded) {
      store();
    } else if (moved && !scheduled && !closed) {
      scheduled = true;
      context.scheduler().after(PAUSE, this::store);
    }
  }
}
