package io.github.iotcoord.bench.compare.lock;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * No lock, but the least that a lock of one node can cost over the raw client: an ephemeral
 * sequential node is created and the answer awaited, then its deletion is sent and not waited for.
 *
 * <p>It does not look who else is there, so it is a limit and not a competitor. The creation is the
 * client's blocking call, because that is the quickest way to an answer for a thread that waits:
 * the thread which reads from the network wakes it up itself. With the asynchronous call the answer
 * goes through the client's event thread as well, which costs one more change of threads.
 */
public final class RawLock implements BenchLock {
  private static final byte[] DATA = new byte[110]; // as many as a node of our lock has

  private final ZooKeeper zooKeeper;
  private final String parent;
  private final Queue queue;
  private final AtomicInteger failed = new AtomicInteger();

  /** Creates the parent of the nodes. */
  public RawLock(CuratorFramework client, String name) throws Exception {
    this.zooKeeper = client.getZookeeperClient().getZooKeeper();
    this.parent = "/raw/locks/" + name;
    this.queue = new Queue(client, parent);
    client.create().orSetData().creatingParentsIfNeeded().forPath(parent);
  }

  @Override
  public void cycle(Runnable act) throws Exception {
    String node =
        zooKeeper.create(
            parent + "/lock-", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    act.run();
    zooKeeper.delete(node, -1, (code, path, context) -> deleted(code), null);
  }

  private void deleted(int code) {
    if (code != KeeperException.Code.OK.intValue()) {
      failed.incrementAndGet();
    }
  }

  @Override
  public int settle() throws Exception {
    int requests = queue.awaitEmpty();
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " nodes could not be deleted");
    }
    return requests;
  }
}
