package io.github.iotcoord.internal.lock;

import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.DistributedReadWriteLock;

/** Two locks that stand in one queue. */
record ZkReadWriteLock(DistributedLock readLock, DistributedLock writeLock)
    implements DistributedReadWriteLock {

  @Override
  public String name() {
    return readLock.name();
  }
}
