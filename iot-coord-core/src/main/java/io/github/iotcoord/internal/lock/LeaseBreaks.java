package io.github.iotcoord.internal.lock;

import io.github.iotcoord.SessionLease;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts how often the session lease was not held, so that what was learned of a node before a
 * break is not believed after it. The count goes up before the lease can be held again.
 * Thread-safe.
 */
final class LeaseBreaks implements AutoCloseable {
  private final AtomicInteger count = new AtomicInteger();
  private final Subscription subscription;

  /** Hears of every state of the lease. */
  @FunctionalInterface
  interface Listener {
    /** The lease has this state now, and so many breaks there have been, this one included. */
    void changed(State state, int breaks);
  }

  /**
   * @param listener called in order, on the executor
   */
  LeaseBreaks(SessionLease lease, Listener listener, Executor executor) {
    subscription =
        lease.addListener(
            state -> {
              int breaks = state == State.HELD ? count.get() : count.incrementAndGet();
              executor.execute(() -> listener.changed(state, breaks));
            },
            Runnable::run);
  }

  int count() {
    return count.get();
  }

  @Override
  public void close() {
    subscription.close();
  }
}
