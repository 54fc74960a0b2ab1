package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which devices are out because of errors, and until when. What is left of a device whose time is
 * over is how many errors it had, until a success or as long again. Thread-safe.
 */
final class Ejections {
  private static final int MOST_DOUBLINGS = 30;

  private record Ejection(int errors, long until, long forgotten) {}

  private final Ticker ticker;
  private final long first;
  private final long longest;
  private final Map<DeviceId, Ejection> ejections = new HashMap<>();
  private volatile long changes;

  Ejections(Ticker ticker, Duration first, Duration longest) {
    this.ticker = ticker;
    this.first = Waits.toNanos(first);
    this.longest = Waits.toNanos(longest);
  }

  /** Grows with each report that changes who is out; the return of a device is no report. */
  long changes() {
    return changes;
  }

  synchronized void error(DeviceId device) {
    if (first == 0) {
      return;
    }
    long now = ticker.nanos();
    Ejection before = ejections.get(device);
    int errors = before == null || now - before.forgotten >= 0 ? 1 : before.errors + 1;
    long span = first;
    for (int i = 1; i < Math.min(errors, MOST_DOUBLINGS) && span < longest; i++) {
      span = span > longest / 2 ? longest : span * 2;
    }
    ejections.put(device, new Ejection(errors, now + span, now + span + longest));
    changes++;
  }

  synchronized void success(DeviceId device) {
    if (!ejections.isEmpty() && ejections.remove(device) != null) {
      changes++;
    }
  }

  /** Who is out now. */
  synchronized Out now() {
    long now = ticker.nanos();
    ejections.values().removeIf(ejection -> now - ejection.forgotten >= 0);
    Map<DeviceId, Long> out = new HashMap<>();
    long wait = Long.MAX_VALUE;
    for (Map.Entry<DeviceId, Ejection> entry : ejections.entrySet()) {
      long left = entry.getValue().until - now;
      if (left > 0) {
        out.put(entry.getKey(), left);
        wait = Math.min(wait, left);
      }
    }
    return new Out(changes, out, !out.isEmpty(), now + (out.isEmpty() ? 0 : wait));
  }

  /**
   * Who was out at a moment.
   *
   * @param returns whether one of them will be back
   * @param nextReturn when the first will be, if any
   */
  record Out(long changes, Map<DeviceId, Long> devices, boolean returns, long nextReturn) {}
}
