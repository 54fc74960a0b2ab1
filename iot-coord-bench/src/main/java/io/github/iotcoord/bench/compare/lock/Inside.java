package io.github.iotcoord.bench.compare.lock;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is done under a contended lock: it counts who comes in, and checks that one does. */
final class Inside {
  private final AtomicInteger holders = new AtomicInteger();
  private final AtomicInteger last = new AtomicInteger(-1);
  private final AtomicLong handOvers = new AtomicLong();

  /** Comes in and goes out. */
  void pass(int visitor) {
    enter(visitor);
    holders.decrementAndGet();
  }

  /** Comes in. */
  void enter(int visitor) {
    if (holders.incrementAndGet() != 1) {
      throw new IllegalStateException("two hold the lock at a time");
    }
    if (last.getAndSet(visitor) != visitor) {
      handOvers.incrementAndGet();
    }
  }

  /** How often somebody came in after somebody else. */
  long handOvers() {
    return handOvers.get();
  }
}
