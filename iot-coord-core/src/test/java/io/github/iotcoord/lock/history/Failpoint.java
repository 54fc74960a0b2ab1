package io.github.iotcoord.lock.history;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A place in a worker's code where it can be made to stand still: here between what it read under
 * its grant and what it writes. Thread-safe.
 */
final class Failpoint {
  private final AtomicReference<Hold> armed = new AtomicReference<>();

  /** A worker that stands still, until the hold is closed. */
  static final class Hold implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile long token;

    private Hold() {}

    /** The token of the worker's grant. */
    long token() {
      return token;
    }

    /** Lets the worker go on. */
    void release() {
      released.countDown();
    }

    @Override
    public void close() {
      release();
    }
  }

  /**
   * Where a worker comes by.
   *
   * @param token of the grant that it holds
   */
  void pass(long token) throws InterruptedException {
    Hold hold = armed.getAndSet(null);
    if (hold != null) {
      hold.token = token;
      hold.reached.countDown();
      hold.released.await();
    }
  }

  /**
   * Holds the next worker that comes by.
   *
   * @param patience how long to wait for one
   * @return the hold, or empty if nobody came
   */
  Optional<Hold> holdNext(Duration patience) throws InterruptedException {
    Hold hold = new Hold();
    armed.set(hold);
    if (hold.reached.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.of(hold);
    }
    if (armed.compareAndSet(hold, null)) {
      return Optional.empty();
    }
    hold.reached.await(); // somebody came at the last moment
    return Optional.of(hold);
  }
}
