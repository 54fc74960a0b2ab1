package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.cluster.PartitionListener;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition at one member: goes after its lock while it is wanted, and tells the listener.
 * Nothing here blocks. Thread-safe.
 */
final class HeldPartition {
  private static final Logger log = LoggerFactory.getLogger(HeldPartition.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private enum State {
    IDLE,
    /** Waits for the lock. */
    WAITING,
    HELD,
    /** The listener is giving it up. */
    LEAVING
  }

  private final int number;
  private final DistributedLock lock;
  private final PartitionListener listener;
  private final SerialExecutor calls;
  private final Scheduler scheduler;

  // Guarded by this.
  private State state = State.IDLE;
  private boolean wanted;
  private boolean closed;
  private @Nullable CompletableFuture<LockGrant> waiting;
  private @Nullable LockGrant grant;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  HeldPartition(
      int number,
      DistributedLock lock,
      PartitionListener listener,
      Executor executor,
      Scheduler scheduler) {
    this.number = number;
    this.lock = lock;
    this.listener = listener;
    this.calls = new SerialExecutor(executor);
    this.scheduler = scheduler;
  }

  synchronized boolean isHeld() {
    return state == State.HELD;
  }

  synchronized boolean isWanted() {
    return wanted;
  }

  /** Says whether the partition should be held here. */
  void want(boolean now) {
    synchronized (this) {
      wanted = now && !closed;
    }
    step();
  }

  /** Gives it up for good; the future ends when that is done. */
  CompletableFuture<Void> close() {
    synchronized (this) {
      closed = true;
      wanted = false;
    }
    step();
    return over;
  }

  private void step() {
    CompletableFuture<LockGrant> cancelled = null;
    boolean ended = false;
    synchronized (this) {
      if (wanted && state == State.IDLE) {
        ask();
      } else if (!wanted && state == State.WAITING) {
        cancelled = waiting;
      } else if (!wanted && state == State.HELD) {
        giveUp();
      } else if (closed && state == State.IDLE) {
        ended = true;
      }
    }
    if (cancelled != null && cancelled.cancel(false)) {
      synchronized (this) {
        if (waiting == cancelled) {
          waiting = null;
          state = State.IDLE;
        }
      }
      step();
    }
    if (ended) {
      over.complete(null);
    }
  }

  private void ask() {
    CompletableFuture<LockGrant> asked;
    try {
      asked = lock.lockAsync();
    } catch (CoordinationClosedException e) {
      wanted = false;
      return;
    }
    state = State.WAITING;
    waiting = asked;
    // On another thread: it may be answered at once, and we hold our lock.
    asked.whenCompleteAsync((granted, failure) -> answered(asked, granted, failure), scheduler);
  }

  private void answered(
      CompletableFuture<LockGrant> asked,
      @Nullable LockGrant granted,
      @Nullable Throwable failure) {
    synchronized (this) {
      if (waiting != asked) {
        if (granted != null) {
          granted.close();
        }
        return;
      }
      waiting = null;
      if (granted != null) {
        state = State.HELD;
        grant = granted;
        calls.execute(() -> tellAcquired(granted));
        granted.onLost(() -> lost(granted), scheduler);
      } else {
        state = State.IDLE;
        if (!(Waits.unwrap(failure == null ? new IllegalStateException() : failure)
            instanceof CoordinationClosedException)) {
          log.warn("The lock {} cannot be acquired yet", lock.name(), failure);
          scheduler.after(PAUSE, this::step);
        }
        return;
      }
    }
    step();
  }

  private void tellAcquired(LockGrant granted) {
    try {
      listener.acquired(number, granted);
    } catch (RuntimeException e) {
      log.error("A listener failed at acquiring partition {}", lock.name(), e);
    }
  }

  private synchronized void lost(LockGrant granted) {
    if (state == State.HELD && grant == granted) {
      giveUp();
    }
  }

  private void giveUp() {
    state = State.LEAVING;
    calls.execute(
        () -> {
          CompletionStage<Void> done;
          try {
            done = listener.lost(number);
          } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
          }
          done.whenComplete((left, failure) -> left(failure));
        });
  }

  private void left(@Nullable Throwable failure) {
    if (failure != null) {
      log.error("A listener failed at giving up partition {}", lock.name(), failure);
    }
    synchronized (this) {
      if (grant != null) {
        grant.close();
        grant = null;
      }
      state = State.IDLE;
    }
    step();
  }
}
