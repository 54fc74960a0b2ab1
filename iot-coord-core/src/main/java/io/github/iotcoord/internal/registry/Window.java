package io.github.iotcoord.internal.registry;

import io.github.iotcoord.Ticker;
import java.time.Duration;

/**
 * How many batches one bulk call may have under way: one more for each quick answer, half as many
 * after a slow one (additive increase and multiplicative decrease, as of D.-M. Chiu and R. Jain,
 * 1989).
 *
 * <p>A hundred gateways that register at the same time would otherwise queue up so much at one
 * server that some of them time out. Not thread-safe.
 */
final class Window {
  static final int MOST = 12;
  static final int FIRST = 4;
  static final Duration SLOW = Duration.ofMillis(500);

  private final Ticker ticker;
  private int size = FIRST;

  Window(Ticker ticker) {
    this.ticker = ticker;
  }

  int size() {
    return size;
  }

  /** A batch is sent; returns what {@link #since} wants. */
  long begin() {
    return ticker.nanos();
  }

  /** How long ago a batch was sent; may be asked on any thread. */
  long since(long begun) {
    return ticker.nanos() - begun;
  }

  /** A batch was answered after so many nanoseconds. */
  void answered(long nanos) {
    if (nanos > SLOW.toNanos()) {
      size = Math.max(1, size / 2);
    } else if (size < MOST) {
      size++;
    }
  }
}
