package io.github.iotcoord.testkit;

import io.github.iotcoord.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move. Thread-safe. */
public final class ManualTicker implements Ticker {
  private final AtomicLong now;

  public ManualTicker() {
    this(0);
  }

  /** Starts at any reading, near an overflow for instance. */
  public ManualTicker(long start) {
    now = new AtomicLong(start);
  }

  @Override
  public long nanos() {
    return now.get();
  }

  public void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
