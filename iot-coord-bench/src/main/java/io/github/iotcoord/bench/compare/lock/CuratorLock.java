package io.github.iotcoord.bench.compare.lock;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

/** Curator's {@link InterProcessMutex}. */
final class CuratorLock implements BenchLock {
  private final InterProcessMutex mutex;
  private final Queue queue;

  CuratorLock(CuratorFramework client, String name) {
    String path = "/curator/locks/" + name;
    this.mutex = new InterProcessMutex(client, path);
    this.queue = new Queue(client, path);
  }

  @Override
  public void cycle(Runnable act) throws Exception {
    mutex.acquire();
    try {
      act.run();
    } finally {
      mutex.release();
    }
  }

  @Override
  public int settle() throws Exception {
    return queue.awaitEmpty();
  }
}
