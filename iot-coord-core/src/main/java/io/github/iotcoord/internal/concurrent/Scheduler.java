package io.github.iotcoord.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's own threads: timers and short steps that never block. Tasks handed in after the end
 * are dropped. Thread-safe.
 */
public final class Scheduler implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  private final ScheduledThreadPoolExecutor threads;

  public Scheduler(String name, int size) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ScheduledThreadPoolExecutor(
            size,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    threads.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    if (threads.isShutdown()) {
      throw new RejectedExecutionException("the scheduler is closed");
    }
    threads.execute(guarded(task));
  }

  public Future<?> after(Duration delay, Runnable task) {
    return threads.schedule(guarded(task), Waits.toNanos(delay), TimeUnit.NANOSECONDS);
  }

  /** Runs a task again and again, with the pause given between the end of one run and the next. */
  public Future<?> every(Duration pause, Runnable task) {
    long nanos = Waits.toNanos(pause);
    return threads.scheduleWithFixedDelay(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Waits until every thread has ended. */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return threads.awaitTermination(Waits.toNanos(timeout), TimeUnit.NANOSECONDS);
  }

  // A periodic task that throws is silently never run again.
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("A scheduled task failed", e);
      }
    };
  }
}
