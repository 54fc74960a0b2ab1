package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.ZkClient;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a watch has been in place without a break. Its calls, but for {@link #lasts}, come on
 * ZooKeeper's event thread, in the order of the answers to requests. Thread-safe.
 */
final class Hearing {
  /** A time in which a watch is in place: on one session, between two interruptions. */
  record Span(int interruptions, long session) {}

  private final ZkClient zk;
  private final AtomicInteger interruptions = new AtomicInteger();
  private volatile Span span = new Span(-1, 0);

  Hearing(ZkClient zk) {
    this.zk = zk;
  }

  /** The watch has been set. */
  void watching() {
    span = new Span(interruptions.get(), session());
  }

  /** The connection is down. */
  void interrupted() {
    interruptions.incrementAndGet();
  }

  /** The time that began when the watch was last set. */
  Span span() {
    return span;
  }

  /** Whether a time has not ended. */
  boolean lasts(Span some) {
    return some.interruptions == interruptions.get()
        && some.session == session()
        && some.session != 0;
  }

  private long session() {
    try {
      return zk.session().id();
    } catch (RuntimeException e) {
      return 0; // there is none
    }
  }
}
