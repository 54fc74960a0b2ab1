package io.github.iotcoord.bench.compare.peers;

import io.github.iotcoord.bench.Patience;
import io.github.iotcoord.bench.compare.Side.Runner;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches for a time, several of them under way at once: how many a second of what is in them
 * have been answered, and arrived where they should.
 *
 * @param size how many are in a batch
 * @param underWay how many batches are under way at once
 * @param sender sends one
 * @param arrival waits until what was answered has arrived, which is in the time
 * @param cleaning removes what was written, which is not in the time
 */
record Batches(int size, int underWay, Sender sender, Arrival arrival, Cleaning cleaning)
    implements Runner {

  /** Sends a batch. */
  interface Sender {
    /** Sends the things from one number on. */
    CompletionStage<?> send(long first, int count) throws Exception;
  }

  /** Waits for the other end. */
  interface Arrival {
    /** Waits until so many things of this round are there. */
    void await(long count) throws Exception;
  }

  /** Cleans up between rounds. */
  interface Cleaning {
    /** Removes what the round has left. */
    void clean() throws Exception;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    Semaphore free = new Semaphore(underWay);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    long start = System.nanoTime();
    long count = 0;
    do {
      Patience.acquire(free, 1, "an answer to a batch");
      sender
          .send(count, size)
          .whenComplete(
              (answer, e) -> {
                if (e != null) {
                  failure.compareAndSet(null, e);
                }
                free.release();
              });
      count += size;
    } while (System.nanoTime() - start < time.toNanos());
    Patience.acquire(free, underWay, "the answers to the last batches");
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a batch failed", failed);
    }
    arrival.await(count);
    double seconds = (System.nanoTime() - start) / 1e9;
    cleaning.clean();
    return new double[] {count / seconds};
  }
}
