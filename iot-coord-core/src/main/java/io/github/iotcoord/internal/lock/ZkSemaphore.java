package io.github.iotcoord.internal.lock;

import io.github.iotcoord.lock.DistributedSemaphore;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A queue in which as many stand inside as there are permits. */
final class ZkSemaphore implements DistributedSemaphore {
  private final Acquirer acquirer;
  private final int permits;

  ZkSemaphore(Acquirer acquirer, int permits) {
    this.acquirer = acquirer;
    this.permits = permits;
  }

  @Override
  public String name() {
    return acquirer.name();
  }

  @Override
  public int permits() {
    return permits;
  }

  @Override
  public LockGrant acquire() throws InterruptedException {
    return acquirer.acquire();
  }

  @Override
  public Optional<LockGrant> tryAcquire(Duration timeout) throws InterruptedException {
    return acquirer.tryAcquire(timeout);
  }

  @Override
  public CompletableFuture<LockGrant> acquireAsync() {
    return acquirer.acquireAsync();
  }
}
