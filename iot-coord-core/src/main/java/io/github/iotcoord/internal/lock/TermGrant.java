package io.github.iotcoord.internal.lock;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.lock.FencedWrites;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A term of leadership, which its candidate must know the end of. */
final class TermGrant implements LockGrant {
  private final LockGrant grant;
  private final Consumer<TermGrant> whenClosed;

  /**
   * @param whenClosed called each time that somebody closes it, but not by {@link #end()}
   */
  TermGrant(LockGrant grant, Consumer<TermGrant> whenClosed) {
    this.grant = grant;
    this.whenClosed = whenClosed;
  }

  /** Releases the node. */
  void end() {
    grant.close();
  }

  @Override
  public void close() {
    whenClosed.accept(this);
  }

  @Override
  public String lockName() {
    return grant.lockName();
  }

  @Override
  public long token() {
    return grant.token();
  }

  @Override
  public boolean isValid() {
    return grant.isValid();
  }

  @Override
  public void requireValid() {
    grant.requireValid();
  }

  @Override
  public Duration remaining() {
    return grant.remaining();
  }

  @Override
  public Subscription onLost(Runnable listener, Executor executor) {
    return grant.onLost(listener, executor);
  }

  @Override
  public LockGrant reenter() {
    return grant.reenter();
  }

  @Override
  public void fenced(Consumer<FencedWrites> writes) throws InterruptedException {
    grant.fenced(writes);
  }

  @Override
  public CompletableFuture<Void> fencedAsync(Consumer<FencedWrites> writes) {
    return grant.fencedAsync(writes);
  }

  @Override
  public String toString() {
    return grant.toString();
  }
}
