package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that register one device at a time, each waiting for its own. */
final class CallersRunner implements Runner {
  private final Workers workers;
  private final Registering registering;
  private final AtomicLong number = new AtomicLong();

  CallersRunner(Bed bed, int threads, Registering registering) {
    this.workers = bed.own(new Workers(threads));
    this.registering = registering;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long first = number.get();
    long start = System.nanoTime();
    workers.run(
        worker -> {
          do {
            registering.register(Fleet.device("device-" + number.getAndIncrement()));
          } while (System.nanoTime() - start < time.toNanos());
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = (number.get() - first) / seconds;
    registering.clear();
    return new double[] {rate};
  }
}
