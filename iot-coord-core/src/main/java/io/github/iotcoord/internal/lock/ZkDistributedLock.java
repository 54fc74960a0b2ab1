package io.github.iotcoord.internal.lock;

import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A lock, or one side of a read/write lock. */
final class ZkDistributedLock implements DistributedLock {
  private final Acquirer acquirer;

  ZkDistributedLock(Acquirer acquirer) {
    this.acquirer = acquirer;
  }

  @Override
  public String name() {
    return acquirer.name();
  }

  @Override
  public LockGrant lock() throws InterruptedException {
    return acquirer.acquire();
  }

  @Override
  public Optional<LockGrant> tryLock(Duration timeout) throws InterruptedException {
    return acquirer.tryAcquire(timeout);
  }

  @Override
  public CompletableFuture<LockGrant> lockAsync() {
    return acquirer.acquireAsync();
  }
}
