package io.github.iotcoord.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of code leaves to the garbage collector. */
public final class Allocation {
  /** Any of them may be compiled, or meet a class for the first time. */
  private static final int ATTEMPTS = 10;

  private Allocation() {}

  /**
   * Runs code several times.
   *
   * @param code what to run, always on the calling thread
   * @return how many bytes the calling thread allocated in the run in which it allocated least
   */
  public static long leastBytes(Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS; i++) {
      long before = threads.getThreadAllocatedBytes(thread);
      code.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }
}
