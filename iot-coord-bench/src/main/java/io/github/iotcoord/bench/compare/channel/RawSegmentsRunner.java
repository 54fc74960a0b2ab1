package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.bench.Patience;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * The same segments by the raw client, as bytes that nobody made and nobody looks at: created
 * sixteen at a time as ours are, read by another session when its watch tells of them, and deleted
 * then. A limit, and no competitor.
 */
final class RawSegmentsRunner implements Runner {
  private static final int UNDER_WAY = 16;

  /** How many segments may be ahead of the reader. */
  private static final int AHEAD = 64;

  private final String parent;
  private final List<byte[]> payloads;
  private final double samplesPerSegment;
  private final ZooKeeper writer;
  private final Semaphore unread = new Semaphore(AHEAD);
  private final AtomicInteger failure = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private long created;

  RawSegmentsRunner(Bed bed, String parent, String stored, List<Sample> samples) throws Exception {
    this.parent = parent;
    payloads = StoredSegments.make(bed, stored, samples).read();
    samplesPerSegment = (double) samples.size() / payloads.size();
    CuratorFramework client = bed.near();
    client.create().creatingParentsIfNeeded().forPath(parent);
    writer = client.getZookeeperClient().getZooKeeper();
    ZooKeeper reader = bed.near().getZookeeperClient().getZooKeeper();
    reader.addWatch(
        parent,
        event -> {
          if (event.getType() == EventType.NodeCreated) {
            read(reader, event.getPath());
          }
        },
        AddWatchMode.PERSISTENT_RECURSIVE);
  }

  private void read(ZooKeeper reader, String path) {
    reader.getData(
        path,
        false,
        (rc, p, c, data, stat) -> {
          failure.compareAndSet(0, rc);
          bytes.addAndGet(data == null ? 0 : data.length);
          unread.release();
          reader.delete(path, -1, (code, q, d) -> failure.compareAndSet(0, code), null);
        },
        null);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long start = System.nanoTime();
    Semaphore free = new Semaphore(UNDER_WAY);
    long before = created;
    long bytesBefore = bytes.get();
    long sent = 0;
    do {
      Patience.acquire(free, 1, "an answer to a segment's creation");
      Patience.acquire(unread, 1, "a segment to be read");
      byte[] payload = payloads.get((int) (created % payloads.size()));
      sent += payload.length;
      writer.create(
          String.format("%s/%012d", parent, created++),
          payload,
          Ids.OPEN_ACL_UNSAFE,
          CreateMode.PERSISTENT,
          (rc, p, c, name) -> {
            failure.compareAndSet(0, rc);
            free.release();
          },
          null);
    } while (System.nanoTime() - start < time.toNanos());
    Patience.acquire(free, UNDER_WAY, "the answers to the segments' creation");
    // Nobody hears of a segment that was not created.
    check();
    Patience.acquire(unread, AHEAD, "the segments to be read");
    unread.release(AHEAD);
    check();
    if (bytes.get() - bytesBefore != sent) {
      throw new IllegalStateException("not every segment was read");
    }
    return new double[] {
      (created - before) * samplesPerSegment * 1e9 / (System.nanoTime() - start)
    };
  }

  private void check() throws KeeperException {
    if (failure.get() != 0) {
      throw KeeperException.create(Code.get(failure.get()));
    }
  }
}
