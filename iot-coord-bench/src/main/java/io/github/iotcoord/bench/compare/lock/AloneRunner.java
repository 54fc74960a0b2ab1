package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.Side.Runner;
import java.time.Duration;

/**
 * One thread that acquires and releases: how long both take.
 *
 * @param lock the lock, which nobody else wants
 * @param nanosPerUnit the unit of the figure
 */
public record AloneRunner(BenchLock lock, double nanosPerUnit) implements Runner {
  @Override
  public double[] round(Duration time) throws Exception {
    return new double[] {Laps.meanNanos(time, lock::cycle, lock::settle) / nanosPerUnit};
  }
}
