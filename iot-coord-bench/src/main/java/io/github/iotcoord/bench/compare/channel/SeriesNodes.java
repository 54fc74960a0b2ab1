package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.bench.Patience;
import io.github.iotcoord.bench.compare.Bed;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooKeeper;

/**
 * A node for each series, by the raw client: a sample is one {@code setData}, another session's
 * recursive watch tells of it, and that session reads the node.
 */
final class SeriesNodes {
  private static final int NODES = Readings.DEVICES * Readings.METRICS;
  private static final int UNDER_WAY = 256;
  private static final int PAYLOAD = 16;

  private final String[] paths = new String[NODES];
  private final ZooKeeper writer;
  private final Semaphore free = new Semaphore(UNDER_WAY);
  private final Semaphore read = new Semaphore(0);
  private final AtomicInteger failure = new AtomicInteger();

  /**
   * Creates the nodes.
   *
   * @param heard is given the number of each sample that was read
   */
  SeriesNodes(Bed bed, String parent, LongConsumer heard) throws Exception {
    CuratorFramework client = bed.near();
    client.create().creatingParentsIfNeeded().forPath(parent);
    for (int i = 0; i < NODES; i += 100) {
      CuratorOp[] creations = new CuratorOp[100];
      for (int k = 0; k < creations.length; k++) {
        paths[i + k] = parent + "/series-" + (i + k);
        creations[k] = client.transactionOp().create().forPath(paths[i + k], new byte[PAYLOAD]);
      }
      client.transaction().forOperations(creations);
    }
    writer = client.getZookeeperClient().getZooKeeper();
    ZooKeeper reader = bed.near().getZookeeperClient().getZooKeeper();
    reader.addWatch(
        parent,
        event -> {
          if (event.getType() == EventType.NodeDataChanged) {
            reader.getData(
                event.getPath(),
                false,
                (rc, path, context, data, stat) -> {
                  failure.compareAndSet(0, rc);
                  if (data != null) {
                    heard.accept(ByteBuffer.wrap(data).getLong());
                  }
                  read.release();
                },
                null);
          }
        },
        AddWatchMode.PERSISTENT_RECURSIVE);
  }

  /** Writes a sample, when there are not too many under way. */
  void write(long number) throws InterruptedException {
    Patience.acquire(free, 1, "an answer to a write");
    byte[] payload =
        ByteBuffer.allocate(PAYLOAD).putLong(number).putDouble((double) number).array();
    writer.setData(
        paths[(int) (number % NODES)],
        payload,
        -1,
        (rc, path, context, stat) -> {
          failure.compareAndSet(0, rc);
          free.release();
        },
        null);
  }

  /** Waits until as many samples as were written have been read. */
  void settle(int written) throws Exception {
    Patience.acquire(free, UNDER_WAY, "the answers to the writes");
    free.release(UNDER_WAY);
    // Nobody hears of a write that failed.
    check();
    Patience.acquire(read, written, "the samples that were written to be read");
    check();
  }

  private void check() throws KeeperException {
    if (failure.get() != 0) {
      throw KeeperException.create(Code.get(failure.get()));
    }
  }
}
