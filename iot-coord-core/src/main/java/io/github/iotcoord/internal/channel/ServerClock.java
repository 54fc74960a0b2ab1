package io.github.iotcoord.internal.channel;

import io.github.iotcoord.Ticker;
import java.util.OptionalLong;

/**
 * The server's time, as far as it is known: the latest that a znode's stat has shown, and the time
 * that has passed here since. It is never ahead of the server's clock, so what is judged old by it
 * is old. Thread-safe.
 */
final class ServerClock {
  private final Ticker ticker;
  private boolean known;
  private long latest;
  private long seenAt;

  ServerClock(Ticker ticker) {
    this.ticker = ticker;
  }

  synchronized void saw(long serverMillis) {
    OptionalLong now = now();
    if (now.isEmpty() || serverMillis > now.getAsLong()) {
      known = true;
      latest = serverMillis;
      seenAt = ticker.nanos();
    }
  }

  /** Milliseconds since 1970 by the server's clock, or empty if nothing has shown it yet. */
  synchronized OptionalLong now() {
    return known
        ? OptionalLong.of(latest + (ticker.nanos() - seenAt) / 1_000_000)
        : OptionalLong.empty();
  }
}
