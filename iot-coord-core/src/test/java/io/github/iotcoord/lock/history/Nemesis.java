package io.github.iotcoord.lock.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Plays faults, each plan on a thread of its own: so faults of different plans fall together, and
 * those of one do not.
 */
final class Nemesis {
  private final CountDownLatch over = new CountDownLatch(1);
  private final Queue<Played> played = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> lanes = new ArrayList<>();
  private final long start = System.nanoTime();

  /** Does a fault, lets its time pass, and undoes it. */
  interface Player {
    /** Returns to whom it was done. */
    String play(Fault fault, Timer timer) throws Exception;
  }

  /** Lets time pass, unless the nemesis is over meanwhile. */
  interface Timer {
    void pass(Duration time) throws InterruptedException;
  }

  /**
   * A fault that was played.
   *
   * @param at since the nemesis began
   * @param note to whom it was done
   */
  record Played(Duration at, Fault fault, String note) {
    @Override
    public String toString() {
      return "at %6d ms %s for %d ms: %s"
          .formatted(at.toMillis(), fault.kind(), fault.lasting().toMillis(), note);
    }
  }

  /** Begins to play a plan, and goes on until {@link #end()}. */
  void begin(FaultPlan plan, Player player) {
    lanes.add(
        threads.submit(
            () -> {
              for (Fault fault = plan.next(); !isOverAfter(fault.after()); fault = plan.next()) {
                Duration at = Duration.ofNanos(System.nanoTime() - start);
                played.add(new Played(at, fault, player.play(fault, this::isOverAfter)));
              }
              return null;
            }));
  }

  private boolean isOverAfter(Duration time) throws InterruptedException {
    return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends all faults. */
  void stop() {
    over.countDown();
    threads.shutdown();
  }

  /** Ends all faults, and returns when everything has been undone. */
  void end() throws InterruptedException, ExecutionException {
    stop();
    for (Future<?> lane : lanes) {
      lane.get();
    }
  }

  /** What was played so far, each fault when it was over. */
  List<Played> played() {
    return List.copyOf(played);
  }
}
