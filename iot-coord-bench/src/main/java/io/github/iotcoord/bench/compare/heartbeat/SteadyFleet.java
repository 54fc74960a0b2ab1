package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.heartbeat.TrackedDevice;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that beat for each device once a period: the beats are spread evenly over the period, and
 * sent a few milliseconds' worth at a time.
 */
final class SteadyFleet implements AutoCloseable {
  private static final int THREADS = 2;
  private static final long SLICE_NANOS = 5_000_000;

  private final TrackedDevice[] devices;
  private final long period;
  private final Doomed doomed;
  private final Thread[] threads = new Thread[THREADS];
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean closed;

  /** Beats for all devices from now on, but for the doomed ones while they are dead. */
  SteadyFleet(TrackedDevice[] devices, Duration period, Doomed doomed) {
    this.devices = devices;
    this.period = period.toNanos();
    this.doomed = doomed;
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      threads[i] = new Thread(() -> run(thread), "beats-" + i);
      threads[i].setDaemon(true);
      threads[i].setUncaughtExceptionHandler((t, e) -> failure.compareAndSet(null, e));
      threads[i].start();
    }
  }

  private void run(int thread) {
    int from = (int) ((long) devices.length * thread / THREADS);
    int count = (int) ((long) devices.length * (thread + 1) / THREADS) - from;
    long start = System.nanoTime();
    long sent = 0;
    while (!closed) {
      long due = (long) ((double) (System.nanoTime() - start) / period * count);
      while (sent < due) {
        int device = from + (int) (sent % count);
        doomed.beat(device, devices[device], sent / count);
        sent++;
      }
      LockSupport.parkNanos(SLICE_NANOS);
    }
  }

  /** Fails if a thread has ended. */
  void check() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a thread of the fleet has ended", failed);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
