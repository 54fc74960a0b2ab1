package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.*;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

public final class ZkDistributedLock implements DistributedLock {
  public ZkDistributedLock(CoordContext c, String n) {}

  @Override
  public String name() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LockGrant lock() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<LockGrant> tryLock(Duration timeout) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<LockGrant> lockAsync() {
    throw new UnsupportedOperationException();
  }
}
