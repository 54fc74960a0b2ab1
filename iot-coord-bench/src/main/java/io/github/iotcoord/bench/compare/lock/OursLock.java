package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.LockOptions;
import io.github.iotcoord.wire.ZnodeLayout;
import org.apache.curator.framework.CuratorFramework;

/** {@link DistributedLock}. */
final class OursLock implements BenchLock {
  static final String ROOT = "/ours";

  private final DistributedLock lock;
  private final Queue queue;
  private final boolean reuse;

  private OursLock(DistributedLock lock, Queue queue, boolean reuse) {
    this.lock = lock;
    this.queue = queue;
    this.reuse = reuse;
  }

  /** The lock as it is by default. */
  static OursLock open(Bed bed, CuratorFramework client, String name) throws Exception {
    return new OursLock(coord(bed, client).distributedLock(name), queue(client, name), false);
  }

  /** The lock with reuse. */
  static OursLock openReusing(Bed bed, CuratorFramework client, String name) throws Exception {
    LockOptions options = LockOptions.defaults().withReuse();
    return new OursLock(
        coord(bed, client).distributedLock(name, options), queue(client, name), true);
  }

  static IotCoord coord(Bed bed, CuratorFramework client) throws InterruptedException {
    return bed.own(IotCoord.builder(client).root(ROOT).build());
  }

  private static Queue queue(CuratorFramework client, String name) {
    return new Queue(client, new ZnodeLayout(ROOT).lock(name));
  }

  @Override
  public void cycle(Runnable act) throws InterruptedException {
    LockGrant grant = lock.lock();
    try {
      act.run();
    } finally {
      grant.close();
    }
  }

  @Override
  public int settle() throws Exception {
    return reuse ? queue.awaitAnswers() : queue.awaitEmpty();
  }
}
