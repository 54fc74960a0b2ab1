package io.github.iotcoord.channel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that fails, or holds appends up, when it is told to. Thread-safe. */
final class FlakyStore implements HistoryStore {
  enum Fault {
    NONE,
    /** Nothing works. */
    AWAY,
    /** Nothing works, and it says so as no store should. */
    BROKEN,
    /** One append is done, and reported as failed. */
    SILENT_ONCE,
    /** One append fails and is not done. */
    REFUSE_ONCE,
    /** One append ends with an error. */
    ERROR_ONCE,
    /** One append finds its thread interrupted, and leaves it so. */
    INTERRUPT_ONCE
  }

  private final HistoryStore store;
  private final AtomicInteger mostSamples = new AtomicInteger();
  private final AtomicInteger longestSegment = new AtomicInteger();
  private Fault fault = Fault.NONE;
  private volatile @Nullable CountDownLatch gate;
  private final CountDownLatch atGate = new CountDownLatch(1);

  FlakyStore(HistoryStore store) {
    this.store = store;
  }

  synchronized void fault(Fault next) {
    fault = next;
  }

  synchronized Fault fault() {
    return fault;
  }

  private synchronized boolean takes(Fault wanted) {
    boolean taken = fault == wanted;
    fault = taken ? Fault.NONE : fault;
    return taken;
  }

  /** The next append waits before the store sees it. */
  CountDownLatch hold() {
    CountDownLatch held = new CountDownLatch(1);
    gate = held;
    return held;
  }

  void awaitHeld() throws InterruptedException {
    atGate.await();
  }

  /** How many samples have come with one append at most, less those of the longest segment. */
  int mostSamplesButOneSegment() {
    return mostSamples.get() - longestSegment.get();
  }

  private void requireThere() {
    if (fault() == Fault.AWAY) {
      throw new HistoryStoreException("the database is away");
    }
    if (fault() == Fault.BROKEN) {
      throw new IllegalStateException("a mistake in the store");
    }
  }

  @Override
  public Map<String, Long> positions(String channel) {
    requireThere();
    return store.positions(channel);
  }

  @Override
  public boolean append(String channel, Map<String, Long> expected, List<Segment> segments) {
    CountDownLatch held = gate;
    if (held != null) {
      atGate.countDown();
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HistoryStoreException("interrupted", e);
      }
    }
    requireThere();
    if (takes(Fault.REFUSE_ONCE)) {
      throw new HistoryStoreException("refused");
    }
    if (takes(Fault.ERROR_ONCE)) {
      throw new NoClassDefFoundError("a driver's class");
    }
    if (takes(Fault.INTERRUPT_ONCE)) {
      Thread.currentThread().interrupt();
      throw new HistoryStoreException("interrupted");
    }
    for (Segment segment : segments) {
      longestSegment.accumulateAndGet(segment.samples().size(), Math::max);
    }
    mostSamples.accumulateAndGet(
        segments.stream().mapToInt(segment -> segment.samples().size()).sum(), Math::max);
    boolean added = store.append(channel, expected, segments);
    if (takes(Fault.SILENT_ONCE)) {
      throw new HistoryStoreException("no answer to the commit");
    }
    return added;
  }

  @Override
  public Snapshot read(String channel, HistoryQuery query) {
    requireThere();
    return store.read(channel, query);
  }
}
