package io.github.iotcoord.internal.registry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs tasks on the thread that waits for a result. */
final class CallerThread implements Executor {
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs what comes in until a future is done. */
  void runUntil(CompletableFuture<?> end) throws InterruptedException {
    var unused = end.whenComplete((value, failure) -> tasks.add(() -> {}));
    // Not until that is done: what wakes this thread up is added while it is not.
    while (!end.isDone()) {
      tasks.take().run();
    }
  }
}
