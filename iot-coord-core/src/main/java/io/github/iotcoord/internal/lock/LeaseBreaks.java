package io.github.iotcoord.internal.lock;

import io.github.iotcoord.SessionLease;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Counts how often the session lease was not held, so that what was learned of a node before a
 * break is not believed after it. The count goes up before the lease can be held again.
 * Thread-safe.
 */
final class LeaseBreaks implements AutoCloseable {
  private final AtomicInteger count = new AtomicInteger();
  private final Subscription subscription;

  /**
   * @param listener hears of every state, on the executor
   */
  LeaseBreaks(SessionLease lease, Consumer<State> listener, Executor executor) {
    subscription =
        lease.addListener(
            state -> {
              if (state != State.HELD) {
                count.incrementAndGet();
              }
              executor.execute(() -> listener.accept(state));
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
