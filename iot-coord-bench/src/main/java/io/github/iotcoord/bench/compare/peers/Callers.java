package io.github.iotcoord.bench.compare.peers;

import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that do one thing at a time, each waiting for its own: how many a second.
 *
 * @param workers the threads
 * @param call does the thing of a number, and waits for the answer
 * @param cleaning removes what was written, which is not in the time
 */
record Callers(Workers workers, Call call, Batches.Cleaning cleaning) implements Runner {

  /** Does one thing. */
  interface Call {
    /** Does the thing of a number. */
    void call(long number) throws Exception;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    AtomicLong number = new AtomicLong();
    long start = System.nanoTime();
    workers.run(
        worker -> {
          do {
            call.call(number.getAndIncrement());
          } while (System.nanoTime() - start < time.toNanos());
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    cleaning.clean();
    return new double[] {number.get() / seconds};
  }
}
