package io.github.iotcoord.bench.compare.lock;

/** A lock, or a semaphore, whoever made it. As thread-safe as what it stands for. */
public interface BenchLock {

  /** Acquires, acts, and releases, in the way that a caller of that lock would. */
  void cycle(Runnable act) throws Exception;

  /** Acquires and releases. */
  default void cycle() throws Exception {
    cycle(() -> {});
  }

  /**
   * Waits until all that was sent has been answered, and no released node is left.
   *
   * @return how many requests that took
   */
  int settle() throws Exception;
}
