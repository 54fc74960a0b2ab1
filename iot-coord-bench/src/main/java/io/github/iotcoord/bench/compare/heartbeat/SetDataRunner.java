package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/** One write to a device's node for each beat, many under way at once, by the raw client. */
final class SetDataRunner implements Runner {
  private static final int NODES = 1_000;
  private static final int UNDER_WAY = 64;

  private final List<ZooKeeper> clients = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final Workers workers;

  SetDataRunner(Bed bed, String root, int nodes) throws Exception {
    for (int i = 0; i < nodes; i++) {
      clients.add(bed.near().getZookeeperClient().getZooKeeper());
    }
    CuratorFramework client = bed.near();
    for (int i = 0; i < NODES; i++) {
      String path = root + "/device-" + i;
      client.create().creatingParentsIfNeeded().forPath(path, new byte[Long.BYTES]);
      paths.add(path);
    }
    workers = bed.own(new Workers(nodes));
  }

  @Override
  public double[] round(Duration time) throws Exception {
    AtomicInteger failure = new AtomicInteger();
    long[] written = new long[clients.size()];
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
    double seconds = (System.nanoTime() - start) / 1e9;
    if (failure.get() != 0) {
      throw KeeperException.create(Code.get(failure.get()));
    }
    long all = 0;
    for (long count : written) {
      all += count;
    }
    return new double[] {all / seconds};
  }
}
