package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooKeeper;

/**
 * One write to a device's node for each beat, many under way at once, by the raw client; monitors
 * hear of each by a bare recursive watch over their part of the devices, and read nothing.
 */
final class SetDataRunner implements Runner {
  private static final int NODES = 1_000;
  private static final int UNDER_WAY = 64;
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final List<ZooKeeper> clients = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final LongAdder heard = new LongAdder();
  private final Workers workers;

  SetDataRunner(Bed bed, String root, int nodes, int monitors) throws Exception {
    for (int i = 0; i < nodes; i++) {
      clients.add(bed.near().getZookeeperClient().getZooKeeper());
    }
    CuratorFramework client = bed.near();
    for (int i = 0; i < NODES; i++) {
      String path = part(root, i % monitors) + "/device-" + i;
      client.create().creatingParentsIfNeeded().forPath(path, new byte[Long.BYTES]);
      paths.add(path);
    }
    for (int i = 0; i < monitors; i++) {
      bed.near()
          .getZookeeperClient()
          .getZooKeeper()
          .addWatch(
              part(root, i),
              event -> {
                if (event.getType() == EventType.NodeDataChanged) {
                  heard.increment();
                }
              },
              AddWatchMode.PERSISTENT_RECURSIVE);
    }
    workers = bed.own(new Workers(nodes));
  }

  private static String part(String root, int monitor) {
    return root + "/monitor-" + monitor;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    AtomicInteger failure = new AtomicInteger();
    long[] written = new long[clients.size()];
    long heardBefore = heard.sum();
    long start = System.nanoTime();
    workers.run(
        worker -> {
          Semaphore free = new Semaphore(UNDER_WAY);
          long count = 0;
          do {
            free.acquire();
            byte[] beat = ByteBuffer.allocate(Long.BYTES).putLong(count).array();
            clients
                .get(worker)
                .setData(
                    paths.get((int) (count++ % NODES)),
                    beat,
                    -1,
                    (rc, path, context, stat) -> {
                      failure.compareAndSet(0, rc);
                      free.release();
                    },
                    null);
          } while (System.nanoTime() - start < time.toNanos());
          free.acquire(UNDER_WAY);
          written[worker] = count;
        });
    if (failure.get() != 0) {
      throw KeeperException.create(Code.get(failure.get()));
    }
    long all = Arrays.stream(written).sum();
    while (heard.sum() - heardBefore < all) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException((all - heard.sum() + heardBefore) + " were not heard of");
      }
      LockSupport.parkNanos(200_000);
    }
    return new double[] {all / ((System.nanoTime() - start) / 1e9)};
  }
}
