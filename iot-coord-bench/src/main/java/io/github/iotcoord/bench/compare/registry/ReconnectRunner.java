package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.DelayingProxy;
import io.github.iotcoord.bench.compare.ServerCounters;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.registry.DeviceView;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;

/**
 * Cuts the connection of whoever follows a fleet, while nothing changes, and counts the requests on
 * the next connection until all is as before. The session survives.
 */
final class ReconnectRunner implements Runner {
  private static final long LOOK_NANOS = 2_000_000;
  private static final long QUIET_NANOS = 1_000_000_000;

  /** So many in that time are no work. */
  private static final long PINGS = 2;

  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final DelayingProxy line;
  private final ServerCounters counters;
  private final long sessionId;
  private final Follower follower;

  /** Whoever follows. */
  interface Follower {
    /** Returns when it has noticed the cut and is, as far as it says so, up to date again. */
    void awaitRecovery() throws Exception;
  }

  private ReconnectRunner(Bed bed, DelayingProxy line, CuratorFramework client, Follower follower)
      throws Exception {
    this.line = line;
    this.counters = bed.counters();
    this.sessionId = client.getZookeeperClient().getZooKeeper().getSessionId();
    this.follower = follower;
  }

  /** A view, until it is live again. */
  static Runner ours(Bed bed, String root, int devices) throws Exception {
    RegisteredFleet.make(bed, root, devices);
    DelayingProxy line = bed.line();
    CuratorFramework client = bed.through(line);
    IotCoord coord = bed.own(IotCoord.builder(client).root(root).build());
    DeviceView view = bed.own(coord.deviceRegistry().view());
    return new ReconnectRunner(
        bed,
        line,
        client,
        () -> {
          await(() -> !view.freshness().live());
          await(() -> view.freshness().live());
        });
  }

  /** A cache, which does not say when it is up to date. */
  static Runner curatorCache(Bed bed, String root, int devices) throws Exception {
    RegisteredFleet fleet = RegisteredFleet.make(bed, root, devices);
    DelayingProxy line = bed.line();
    CuratorFramework client = bed.through(line);
    CuratorCache cache = bed.own(CuratorCache.build(client, fleet.layout().registry()));
    LoadRunner.startAndAwait(cache);
    return new ReconnectRunner(
        bed,
        line,
        client,
        () -> {
          await(() -> !client.getZookeeperClient().isConnected());
          await(() -> client.getZookeeperClient().isConnected());
        });
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("it did not recover");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** What the server has received when nothing more is asked for. */
  private long receivedUntilQuiet() throws Exception {
    long last;
    long now = counters.received(sessionId);
    do {
      last = now;
      LockSupport.parkNanos(QUIET_NANOS);
      now = counters.received(sessionId);
    } while (now > last + PINGS);
    return now;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    line.cut();
    follower.awaitRecovery();
    return new double[] {receivedUntilQuiet()};
  }
}
