package io.github.iotcoord.bench.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;

/** What one request costs, with nothing else under way: the unit that recipes can be counted in. */
public final class RoundTrip {
  private static final String NODE = "/round-trip";
  private static final Duration WARM_UP = Duration.ofMillis(700);
  private static final Duration MEASURED = Duration.ofMillis(300);

  private RoundTrip() {}

  /** The median time of a request that only reads, in nanoseconds. */
  public static double ofRead(CuratorFramework client) throws Exception {
    ZooKeeper raw = client.getZookeeperClient().getZooKeeper();
    return median(() -> raw.exists("/", false));
  }

  /** The median time of a request that writes, in nanoseconds. */
  public static double ofWrite(CuratorFramework client) throws Exception {
    ZooKeeper raw = client.getZookeeperClient().getZooKeeper();
    client.create().orSetData().forPath(NODE);
    byte[] data = new byte[110];
    return median(() -> raw.setData(NODE, data, -1));
  }

  private static double median(Laps.Lap request) throws Exception {
    Laps.meanNanos(WARM_UP, request, () -> {});
    List<Double> times = new ArrayList<>();
    Laps.meanNanos(MEASURED, () -> times.add(nanos(request)), () -> {});
    return Samples.of(times).median();
  }

  private static double nanos(Laps.Lap request) throws Exception {
    long start = System.nanoTime();
    request.run();
    return System.nanoTime() - start;
  }
}
