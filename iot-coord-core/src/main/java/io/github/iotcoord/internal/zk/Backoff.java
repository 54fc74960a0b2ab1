package io.github.iotcoord.internal.zk;

import java.time.Duration;

/**
 * Pauses between tries that fail: each twice as long as the one before, up to a limit, and jittered
 * so that many clients do not come back at one moment. Thread-safe.
 */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** The pause before the next try. */
  public synchronized Duration pause() {
    Duration pause = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    return ZkClient.jittered(pause);
  }

  /** A try has succeeded. */
  public synchronized void succeeded() {
    next = first;
  }
}
