package io.github.iotcoord.bench.compare.peers;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RStream;
import org.redisson.api.StreamMessageId;
import org.redisson.api.stream.StreamReadArgs;

/** A thread that reads a Redis stream from its beginning on, and counts what it reads. */
final class StreamReader implements AutoCloseable {
  private static final Duration BLOCK = Duration.ofMillis(100);
  private static final long PATIENCE_MINUTES = 2;

  private final RStream<byte[], byte[]> stream;
  private final int atOnce;
  private final Semaphore read = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "redis-stream-reader");
  private volatile boolean closed;

  StreamReader(RStream<byte[], byte[]> stream, int atOnce) {
    this.stream = stream;
    this.atOnce = atOnce;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    StreamMessageId last = StreamMessageId.ALL;
    while (!closed) {
      Map<StreamMessageId, Map<byte[], byte[]>> samples =
          stream.read(StreamReadArgs.greaterThan(last).count(atOnce).timeout(BLOCK));
      for (StreamMessageId id : samples.keySet()) {
        last = id; // in their order
      }
      read.release(samples.size());
    }
  }

  /** Waits until so many have been read. */
  void await(long count) throws InterruptedException {
    if (!read.tryAcquire((int) count, PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException(
          (count - read.availablePermits()) + " of " + count + " samples were not read");
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
