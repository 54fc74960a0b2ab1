package io.github.iotcoord.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that begin together, and are there before they begin. */
public final class Workers implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  /** Starts as many threads. */
  public Workers(int count) {
    this.count = count;
    this.threads = Executors.newFixedThreadPool(count);
  }

  /** One worker's work. */
  public interface Work {
    /** Does it. */
    void run(int worker) throws Exception;
  }

  /** Has all workers do their work, and waits for the last. */
  public void run(Work work) throws InterruptedException, ExecutionException {
    CountDownLatch ready = new CountDownLatch(count);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int worker = i;
      all.add(
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                work.run(worker);
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
