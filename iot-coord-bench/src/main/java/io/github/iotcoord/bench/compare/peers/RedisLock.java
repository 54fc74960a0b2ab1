package io.github.iotcoord.bench.compare.peers;

import io.github.iotcoord.bench.compare.lock.BenchLock;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/**
 * A client's view of Redisson's lock.
 *
 * @param lock the lock
 */
record RedisLock(RLock lock) implements BenchLock {

  static RedisLock open(RedissonClient client) {
    return new RedisLock(client.getLock("lock"));
  }

  @Override
  public void cycle(Runnable act) {
    lock.lock();
    try {
      act.run();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int settle() {
    return 0; // each was waited for
  }
}
