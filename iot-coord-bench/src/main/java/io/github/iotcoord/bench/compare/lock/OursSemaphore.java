package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.lock.DistributedSemaphore;
import io.github.iotcoord.lock.LockGrant;
import org.apache.curator.framework.CuratorFramework;

/** {@link DistributedSemaphore}. */
final class OursSemaphore implements BenchLock {
  private final DistributedSemaphore semaphore;
  private final Queue queue;

  private OursSemaphore(DistributedSemaphore semaphore, Queue queue) {
    this.semaphore = semaphore;
    this.queue = queue;
  }

  static OursSemaphore open(Bed bed, CuratorFramework client, String name, int permits)
      throws Exception {
    return new OursSemaphore(
        OursLock.coord(bed, client).semaphore(name, permits),
        new Queue(client, OursLock.ROOT + "/semaphores/" + name));
  }

  @Override
  public void cycle(Runnable act) throws InterruptedException {
    LockGrant grant = semaphore.acquire();
    try {
      act.run();
    } finally {
      grant.close();
    }
  }

  @Override
  public int settle() throws Exception {
    return queue.awaitEmpty();
  }
}
