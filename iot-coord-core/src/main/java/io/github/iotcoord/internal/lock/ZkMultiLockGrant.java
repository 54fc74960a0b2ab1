package io.github.iotcoord.internal.lock;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.lock.Grant;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.MultiLockGrant;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several grants as one. */
record ZkMultiLockGrant(List<LockGrant> grants) implements MultiLockGrant {

  ZkMultiLockGrant {
    grants = List.copyOf(grants);
  }

  @Override
  public LockGrant grant(String lockName) {
    return grants.stream()
        .filter(grant -> grant.lockName().equals(lockName))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("lock " + lockName + " is none of " + grants));
  }

  @Override
  public boolean isValid() {
    return grants.stream().allMatch(Grant::isValid);
  }

  @Override
  public void requireValid() {
    grants.forEach(Grant::requireValid);
  }

  @Override
  public Duration remaining() {
    return grants.stream()
        .map(Grant::remaining)
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  @Override
  public Subscription onLost(Runnable listener, Executor executor) {
    Listeners.require(listener, executor);
    AtomicBoolean told = new AtomicBoolean();
    Runnable once =
        () -> {
          if (told.compareAndSet(false, true)) {
            listener.run();
          }
        };
    List<Subscription> all = grants.stream().map(grant -> grant.onLost(once, executor)).toList();
    return () -> all.forEach(Subscription::close);
  }

  @Override
  public void close() {
    closeAll(grants);
  }

  /** The last one first, as they were taken. */
  static void closeAll(List<LockGrant> grants) {
    for (int i = grants.size() - 1; i >= 0; i--) {
      grants.get(i).close();
    }
  }
}
