package io.github.iotcoord.internal.zk;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every recipe of one {@code IotCoord} stands on, and the list of what must be closed with it.
 *
 * @see #own
 */
public final class CoordContext {
  private static final Logger log = LoggerFactory.getLogger(CoordContext.class);

  private final ZkClient zk;
  private final SessionKeeper lease;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final ZnodeLayout layout;
  private final String identity;
  private final String incarnation;
  private final Duration operationTimeout;

  private final Set<AutoCloseable> owned = new LinkedHashSet<>();
  private final Map<Long, CompletableFuture<?>> pending = new ConcurrentHashMap<>();
  private final AtomicLong pendingIds = new AtomicLong();
  private boolean closed;

  /**
   * @param identity the name under which this process acts, the same after a restart
   * @param incarnation a name that no other process's life and no other context has
   */
  public CoordContext(
      ZkClient zk,
      SessionKeeper lease,
      Scheduler scheduler,
      Ticker ticker,
      ZnodeLayout layout,
      String identity,
      String incarnation,
      Duration operationTimeout) {
    this.zk = zk;
    this.lease = lease;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.layout = layout;
    this.identity = identity;
    this.incarnation = incarnation;
    this.operationTimeout = operationTimeout;
  }

  public ZkClient zk() {
    return zk;
  }

  public SessionKeeper lease() {
    return lease;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public Ticker ticker() {
    return ticker;
  }

  public ZnodeLayout layout() {
    return layout;
  }

  public String identity() {
    return identity;
  }

  public String incarnation() {
    return incarnation;
  }

  public Duration operationTimeout() {
    return operationTimeout;
  }

  /** Waits for a request made for a caller, no longer than the operation timeout. */
  public <T> T await(CompletableFuture<T> future, String what) throws InterruptedException {
    return await(future, operationTimeout, what);
  }

  /** Waits for work that ends by itself, because each of its requests has a timeout. */
  public <T> T awaitUnbounded(CompletableFuture<T> future, String what)
      throws InterruptedException {
    return await(future, Duration.ofNanos(Long.MAX_VALUE), what);
  }

  private static <T> T await(CompletableFuture<T> future, Duration timeout, String what)
      throws InterruptedException {
    return Waits.get(
        future.exceptionally(
            failure -> {
              throw ZkErrors.translate(failure, what);
            }),
        timeout,
        what);
  }

  /** Whether closing has not begun. */
  public synchronized boolean isOpen() {
    return !closed;
  }

  /** Throws if the context has been closed. */
  public synchronized void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("This IotCoord");
    }
  }

  /** Takes a part under this context: it will be closed with it, the youngest first. */
  public synchronized <T extends AutoCloseable> T own(T part) {
    requireOpen();
    owned.add(part);
    return part;
  }

  /** A part that was closed by itself. */
  public synchronized void disown(AutoCloseable part) {
    owned.remove(part);
  }

  /** Notes work in ZooKeeper that goes on in the background and that closing should wait for. */
  public void track(CompletableFuture<?> work) {
    long id = pendingIds.incrementAndGet();
    pending.put(id, work);
    work.whenComplete((value, failure) -> pending.remove(id));
  }

  /** Closes every part, waits a while for pending work, and ends the threads. Idempotent. */
  public void close(Duration patience) {
    ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      owned.forEach(parts::addFirst);
      owned.clear();
    }
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("Closing {} failed", part, e);
      }
    }
    awaitPending(patience);
    lease.close();
    scheduler.close();
    try {
      if (!scheduler.awaitEnd(patience) && !patience.isZero()) {
        log.warn("A thread of {} is still busy", identity);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitPending(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    // Work that ends may have begun other work.
    for (var work = List.copyOf(pending.values());
        !work.isEmpty();
        work = List.copyOf(pending.values())) {
      try {
        CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0]))
            .handle((value, failure) -> null)
            .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        log.warn(
            "{} pieces of work in ZooKeeper were left unfinished: {}", work.size(), e.toString());
        return;
      }
    }
  }
}
