package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.zk.Backoff;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The signs of life of a fleet's relays: who is a member, and how often each has been heard. They
 * come as events, in the order of what the relays wrote before. Thread-safe.
 */
final class RelaySigns implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

  /**
   * What was known at a moment.
   *
   * @param known whether it is current: the watch stands and the members have been listed
   * @param signs how often each relay has been heard; 0 if it is only known to be a member
   * @param departures how many relays have left so far
   */
  record Look(boolean known, Map<String, Long> signs, long departures) {}

  private final CoordContext context;
  private final String group;
  private final RecursiveWatch watch;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);

  // Guarded by this.
  private Map<String, Long> signs = Map.of();
  private long departures;
  private boolean known;
  private int resets;
  private boolean closed;

  RelaySigns(CoordContext context, String fleet) {
    this.context = context;
    this.group = context.layout().membersOf(ZnodeLayout.relaysName(fleet));
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), group, new Events());
  }

  void start() {
    watch.start();
  }

  synchronized Look look() {
    return new Look(known, signs, departures);
  }

  private final class Events implements RecursiveWatch.Target {
    @Override
    public void changed(String path) {
      if (path.length() > group.length()) {
        heard(ZnodeLayout.nameOf(path));
      }
    }

    @Override
    public void deleted(String path) {
      if (path.length() > group.length()) {
        left(ZnodeLayout.nameOf(path));
      }
    }

    @Override
    public void reset() {
      int number;
      synchronized (RelaySigns.this) {
        number = ++resets;
      }
      list(number);
    }

    @Override
    public void interrupted() {
      synchronized (RelaySigns.this) {
        known = false;
      }
    }
  }

  private synchronized void heard(String relay) {
    Map<String, Long> more = new HashMap<>(signs);
    more.merge(relay, 1L, Long::sum);
    signs = more;
  }

  private synchronized void left(String relay) {
    if (signs.containsKey(relay)) {
      Map<String, Long> fewer = new HashMap<>(signs);
      fewer.remove(relay);
      signs = fewer;
      departures++;
    }
  }

  private void list(int number) {
    CompletableFuture<List<String>> listing;
    try {
      listing = context.zk().session().getChildren(group);
    } catch (RuntimeException e) {
      listing = CompletableFuture.failedFuture(e);
    }
    listing.whenComplete((names, failure) -> listed(number, names, failure));
  }

  // The answer comes in order with the events: what happens after it is heard.
  private void listed(int number, @Nullable List<String> names, @Nullable Throwable failure) {
    boolean missing = failure != null && ZkErrors.is(failure, Code.NONODE);
    synchronized (this) {
      if (closed || number != resets) {
        return;
      }
      if (names != null || missing) {
        List<String> there = names == null ? List.of() : names;
        for (String relay : new HashSet<>(signs.keySet())) {
          if (!there.contains(relay)) {
            left(relay);
          }
        }
        Map<String, Long> all = new HashMap<>(signs);
        there.forEach(relay -> all.putIfAbsent(relay, 0L));
        signs = all;
        known = true;
        backoff.succeeded();
        return;
      }
    }
    context.scheduler().after(backoff.pause(), () -> list(number));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    watch.close();
  }
}
