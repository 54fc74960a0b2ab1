package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A few workers who want one lock again and again, and the thing that it guards: it notes who held
 * the lock with which fencing token. Thread-safe.
 */
final class LockContest {
  static final String LOCK = "maintenance";

  private final List<Thread> workers = new ArrayList<>();
  private final List<Holding> holdings = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private volatile boolean ending;

  /** One time that a worker held the lock. */
  record Holding(String worker, long token) {}

  /** Adds a worker. */
  void join(IotCoord coord, int number, long seed) {
    String name = "worker %d on %s".formatted(number + 1, coord.identity());
    DistributedLock lock = coord.distributedLock(LOCK);
    Random random = new Random(seed * 31 + number);
    Thread worker = new Thread(() -> work(name, lock, random), name);
    worker.setDaemon(true);
    workers.add(worker);
    worker.start();
  }

  private void work(String name, DistributedLock lock, Random random) {
    try {
      while (!ending) {
        try (LockGrant grant = lock.lock()) {
          note(new Holding(name, grant.token()));
          Thread.sleep(100 + random.nextInt(200));
        }
        Thread.sleep(random.nextInt(100));
      }
    } catch (InterruptedException | CoordinationClosedException e) {
      if (!ending) {
        trouble(name, e);
      }
    } catch (CoordinationException e) {
      trouble(name, e);
    }
  }

  private synchronized void note(Holding holding) {
    holdings.add(holding);
  }

  private synchronized void trouble(String worker, Exception e) {
    troubles.add(worker + " gave up: " + e);
  }

  /** Every holding so far, in order. */
  synchronized List<Holding> holdings() {
    return List.copyOf(holdings);
  }

  /** What kept workers from going on. */
  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** How often the lock went from one worker to another. */
  static int handovers(List<Holding> holdings) {
    int handovers = 0;
    for (int i = 1; i < holdings.size(); i++) {
      handovers += holdings.get(i).worker().equals(holdings.get(i - 1).worker()) ? 0 : 1;
    }
    return handovers;
  }

  /** Whether each token was higher than the one before. */
  static boolean tokensRise(List<Holding> holdings) {
    for (int i = 1; i < holdings.size(); i++) {
      if (holdings.get(i).token() <= holdings.get(i - 1).token()) {
        return false;
      }
    }
    return true;
  }

  /** Sends the workers home. */
  void end() throws InterruptedException {
    ending = true;
    workers.forEach(Thread::interrupt);
    for (Thread worker : workers) {
      worker.join(10_000);
    }
  }
}
