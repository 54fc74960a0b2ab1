package io.github.iotcoord.bench.compare;

import java.time.Duration;

/** Does the same again and again, for a time. */
public final class Laps {
  private static final long SHORT_BATCH_NANOS = 100_000;

  private Laps() {}

  /** Something to be done. */
  public interface Lap {
    /** Does it once. */
    void run() throws Exception;
  }

  /**
   * Repeats something for about a time, at least once, and then waits for what is still under way.
   *
   * @return the mean time of one, in nanoseconds, the waiting at the end included
   */
  public static double meanNanos(Duration time, Lap lap, Lap settle) throws Exception {
    long start = System.nanoTime();
    long laps = 0;
    long batch = 1; // as many at a time that looking at the clock costs nothing beside them
    long now = start;
    do {
      long before = now;
      for (long i = 0; i < batch; i++) {
        lap.run();
      }
      laps += batch;
      now = System.nanoTime();
      if (now - before < SHORT_BATCH_NANOS) {
        batch *= 2;
      }
    } while (now - start < time.toNanos());
    settle.run();
    return (double) (System.nanoTime() - start) / laps;
  }
}
