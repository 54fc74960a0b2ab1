package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.ServerCounters;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;

/** Many threads of one JVM at one lock: the time for all of them, and requests per acquisition. */
final class ThreadsRunner implements Runner {
  static final int THREADS = 50;

  private final BenchLock lock;
  private final int times;
  private final Workers workers;
  private final ServerCounters counters;
  private final long sessionId;
  private final Inside inside = new Inside();

  /**
   * @param times how often each thread acquires
   */
  ThreadsRunner(Bed bed, CuratorFramework client, BenchLock lock, int times) throws Exception {
    this.lock = lock;
    this.times = times;
    this.workers = bed.own(new Workers(THREADS));
    this.counters = bed.counters();
    this.sessionId = client.getZookeeperClient().getZooKeeper().getSessionId();
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long[] settling = {0};
    long[] laps = {0};
    long before = counters.received(sessionId);
    double nanos =
        Laps.meanNanos(
            time,
            () -> {
              workers.run(this::work);
              settling[0] += lock.settle();
              laps[0]++;
            },
            () -> {});
    long requests = counters.received(sessionId) - before - settling[0];
    return new double[] {nanos / 1e6, (double) requests / (laps[0] * THREADS * times)};
  }

  private void work(int worker) throws Exception {
    for (int i = 0; i < times; i++) {
      lock.cycle(() -> inside.pass(worker));
    }
  }
}
