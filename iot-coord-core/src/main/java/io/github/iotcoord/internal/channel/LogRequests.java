package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests that one thread makes and waits for, each up to the operation timeout; another thread
 * may end the wait for good.
 */
final class LogRequests {
  private final CoordContext context;
  private final String channel;

  // Guarded by this.
  private @Nullable CompletableFuture<?> waiting;
  private boolean stopped;

  LogRequests(CoordContext context, String channel) {
    this.context = context;
    this.channel = channel;
  }

  <T> T ask(String what, Function<ZkSession, CompletableFuture<T>> request)
      throws InterruptedException {
    String task = what + " channel " + channel;
    CompletableFuture<T> reply =
        context.zk().retrying(task, context.operationTimeout(), request).copy();
    synchronized (this) {
      waiting = reply;
      if (stopped) {
        reply.completeExceptionally(new CoordinationClosedException("Channel " + channel));
      }
    }
    return context.await(reply, task);
  }

  synchronized void stop() {
    stopped = true;
    if (waiting != null) {
      waiting.completeExceptionally(new CoordinationClosedException("Channel " + channel));
    }
  }
}
