package io.github.iotcoord.registry;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/**
 * How a bulk call is followed. Immutable; begin with {@link #defaults()}.
 *
 * @param executor what the listeners are called on, and what the input of an asynchronous call is
 *     read on; for each of the three one call at a time
 * @param progress hears how far the call has got: the newest state, so that a slow listener misses
 *     some, but not the last
 * @param failure hears of each failure, in the order in which they became known; while it is slow
 *     they wait in memory
 */
public record BulkOptions(
    Executor executor,
    Consumer<? super BulkProgress> progress,
    Consumer<? super DeviceFailure> failure) {

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if a part is null
   */
  public BulkOptions {
    if (executor == null || progress == null || failure == null) {
      throw new IllegalArgumentException("executor and listeners must not be null");
    }
  }

  /**
   * Returns options with the JVM's common pool and no listeners.
   *
   * @return the defaults
   */
  public static BulkOptions defaults() {
    return new BulkOptions(ForkJoinPool.commonPool(), progress -> {}, failure -> {});
  }

  /**
   * Returns the same options with another executor.
   *
   * @param newExecutor the executor
   * @return new options
   */
  public BulkOptions withExecutor(Executor newExecutor) {
    return new BulkOptions(newExecutor, progress, failure);
  }

  /**
   * Returns the same options with another listener to progress.
   *
   * @param listener the listener; what it throws is logged
   * @return new options
   */
  public BulkOptions withProgress(Consumer<? super BulkProgress> listener) {
    return new BulkOptions(executor, listener, failure);
  }

  /**
   * Returns the same options with another listener to failures.
   *
   * @param listener the listener; what it throws is logged
   * @return new options
   */
  public BulkOptions withFailure(Consumer<? super DeviceFailure> listener) {
    return new BulkOptions(executor, progress, listener);
  }
}
