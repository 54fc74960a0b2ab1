package io.github.iotcoord.failure;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link Learned} objects to be used again, so that an irregular beat leaves nothing to the
 * collector: what learns from it is too long for the compiler to do without the object. Each thread
 * has a place, which few others share; who finds it empty makes a new object. A thread-local one
 * would outlive an application in its container's threads. Thread-safe.
 */
final class Spares {
  private static final int PLACES = 64;

  /** So many references apart, two threads do not write to one line of the cache. */
  private static final int APART = 16;

  private static final AtomicReferenceArray<@Nullable Learned> places =
      new AtomicReferenceArray<>(PLACES * APART);

  private Spares() {}

  /** Takes an object that nobody else has, with anything in it. */
  static Learned take() {
    Learned spare = places.getAndSet(place(), null);
    return spare == null ? new Learned() : spare;
  }

  /** Gives one back. One that is not given back is not missed. */
  static void giveBack(Learned spare) {
    places.setRelease(place(), spare);
  }

  private static int place() {
    return (int) (Thread.currentThread().getId() % PLACES) * APART;
  }
}
