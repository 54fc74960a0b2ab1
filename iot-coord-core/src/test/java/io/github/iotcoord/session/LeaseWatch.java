package io.github.iotcoord.session;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks at leases and grants all the time, and keeps what they said. All times are those of {@link
 * System#nanoTime()}, and taken before the look: what was valid after it was valid then.
 */
final class LeaseWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofNanos(300_000);

  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final Map<Long, Long> reach = new ConcurrentHashMap<>();
  private final Map<Long, Long> lastHeld = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "lease-watch");
  private volatile boolean stopped;

  private record Watched(LongSupplier key, Supplier<Duration> remaining) {}

  LeaseWatch() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Looks at a lease from now on; what it says is kept by the session's id. */
  void watch(IotCoord coord) {
    SessionLease lease = coord.sessionLease();
    watched.add(new Watched(lease::sessionId, lease::remaining));
  }

  /** Looks at a grant from now on; what it says is kept by its token. */
  void watch(LockGrant grant) {
    watched.add(new Watched(grant::token, grant::remaining));
  }

  /** The latest time until which this session or grant was ever said to hold. */
  long reachOf(long key) {
    return known(reach, key);
  }

  /** When this session or grant was last seen to hold. */
  long lastHeld(long key) {
    return known(lastHeld, key);
  }

  private static long known(Map<Long, Long> times, long key) {
    Long time = times.get(key);
    if (time == null) {
      throw new IllegalStateException("never seen to hold: " + Long.toHexString(key));
    }
    return time;
  }

  private void run() {
    while (!stopped) {
      watched.forEach(this::look);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void look(Watched each) {
    long key = each.key.getAsLong();
    long now = System.nanoTime();
    Duration remaining = each.remaining.get();
    if (remaining.isZero() || each.key.getAsLong() != key) {
      return;
    }
    lastHeld.put(key, now);
    reach.merge(key, now + remaining.toNanos(), (a, b) -> a - b < 0 ? b : a);
  }

  @Override
  public void close() {
    stopped = true;
  }
}
