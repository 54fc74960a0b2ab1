package io.github.iotcoord.bench;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for answers and events, but not for ever: one may be lost. */
public final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Patience() {}

  /**
   * Waits two minutes at most.
   *
   * @param what is waited for, for the error
   * @throws IllegalStateException if it did not come
   */
  public static void acquire(Semaphore semaphore, int permits, String what)
      throws InterruptedException {
    acquire(semaphore, permits, what, LIMIT);
  }

  static void acquire(Semaphore semaphore, int permits, String what, Duration limit)
      throws InterruptedException {
    if (!semaphore.tryAcquire(permits, limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(
          String.format(
              "waited %d s for %s: %d of %d came",
              limit.toSeconds(), what, semaphore.availablePermits(), permits));
    }
  }
}
