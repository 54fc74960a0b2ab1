package io.github.iotcoord.bench.compare.lock;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;

/** Curator's {@link InterProcessSemaphoreV2}. */
final class CuratorSemaphore implements BenchLock {
  private final InterProcessSemaphoreV2 semaphore;
  private final Queue queue;

  CuratorSemaphore(CuratorFramework client, String name, int permits) {
    String path = "/curator/semaphores/" + name;
    this.semaphore = new InterProcessSemaphoreV2(client, path, permits);
    this.queue = new Queue(client, path + "/leases");
  }

  @Override
  public void cycle(Runnable act) throws Exception {
    Lease lease = semaphore.acquire();
    try {
      act.run();
    } finally {
      semaphore.returnLease(lease);
    }
  }

  @Override
  public int settle() throws Exception {
    return queue.awaitEmpty();
  }
}
