package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.lock.LockGrant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Somebody's wish to go in. What is not final belongs to the {@link LocalQueue} that it is in. */
final class Attempt {
  final Kind kind;
  final Rule rule;
  final boolean once;
  final boolean reuse;
  private final Executor executor;
  private final CompletableFuture<LockGrant> result = new CompletableFuture<>();

  @Nullable OwnNode node;

  /** Whether the queue has been listed since the node was created. */
  boolean listed;

  /** Whether somebody else was found to be in the way. */
  boolean blocked;

  /** Whether nobody wants it any more. */
  boolean over;

  /**
   * @param once whether to give up when somebody else is in the way
   * @param reuse whether a node that is kept from an earlier grant will do
   * @param executor on which the result is completed, never under a queue's monitor
   */
  Attempt(Kind kind, Rule rule, boolean once, boolean reuse, Executor executor) {
    this.kind = kind;
    this.rule = rule;
    this.once = once;
    this.reuse = reuse;
    this.executor = executor;
  }

  OwnNode placedNode() {
    return Objects.requireNonNull(node);
  }

  /** The grant, or why there is none; cancelled if an attempt of {@link #once} found it taken. */
  CompletableFuture<LockGrant> result() {
    return result;
  }

  void succeed(LockGrant grant) {
    executor.execute(
        () -> {
          if (!result.complete(grant)) {
            grant.close();
          }
        });
  }

  void fail(Throwable failure) {
    if (failure instanceof CoordinationClosedException) {
      result.completeExceptionally(failure); // the executor is about to end, too
      return;
    }
    executor.execute(() -> result.completeExceptionally(failure));
  }
}
