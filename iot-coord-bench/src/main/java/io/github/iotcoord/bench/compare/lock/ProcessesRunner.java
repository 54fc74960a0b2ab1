package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients with sessions of their own at one lock: how often a second it passes to another. */
public final class ProcessesRunner implements Runner {
  static final int CLIENTS = 8;

  private final List<BenchLock> locks = new ArrayList<>();
  private final Workers workers;
  private final Inside inside = new Inside();

  /** Opens a client and its view of the lock. */
  public interface Opener {
    /** Opens another one. */
    BenchLock open() throws Exception;
  }

  /** Opens all of them. */
  public ProcessesRunner(Bed bed, Opener opener) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      locks.add(opener.open());
    }
    this.workers = bed.own(new Workers(CLIENTS));
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long before = inside.handOvers();
    long start = System.nanoTime();
    workers.run(
        worker -> {
          do {
            locks.get(worker).cycle(() -> inside.pass(worker));
          } while (System.nanoTime() - start < time.toNanos());
        });
    for (BenchLock lock : locks) {
      lock.settle();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new double[] {(inside.handOvers() - before) / seconds};
  }
}
