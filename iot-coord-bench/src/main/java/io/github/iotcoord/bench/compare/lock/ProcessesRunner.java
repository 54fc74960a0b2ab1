package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/** Clients with sessions of their own at one lock: how often a second it passes to another. */
final class ProcessesRunner implements Runner {
  static final int CLIENTS = 8;

  private final List<BenchLock> locks = new ArrayList<>();
  private final Workers workers;
  private final Inside inside = new Inside();

  /** A client's view of the lock. */
  interface Opener {
    BenchLock open(CuratorFramework client) throws Exception;
  }

  ProcessesRunner(Bed bed, Opener opener) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      locks.add(opener.open(bed.near()));
    }
    this.workers = bed.own(new Workers(CLIENTS));
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long before = inside.handOvers();
    long start = System.nanoTime();
    workers.run(
        worker -> {
          while (System.nanoTime() - start < time.toNanos()) {
            locks.get(worker).cycle(() -> inside.pass(worker));
          }
        });
    for (BenchLock lock : locks) {
      lock.settle();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new double[] {(inside.handOvers() - before) / seconds};
  }
}
