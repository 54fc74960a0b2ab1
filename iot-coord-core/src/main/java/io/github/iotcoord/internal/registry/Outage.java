package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether ZooKeeper has stopped answering, as one bulk call has found: from a request that ran out
 * of time until the next answer to a question that is asked again and again meanwhile. Used by one
 * thread at a time.
 */
final class Outage {
  private final CoordContext context;
  private @Nullable CompletableFuture<Void> question;

  Outage(CoordContext context) {
    this.context = context;
  }

  void begin() {
    if (question == null) {
      question = ask();
    }
  }

  boolean isOver() {
    CompletableFuture<Void> asked = question;
    if (asked == null) {
      return true;
    }
    if (!asked.isDone()) {
      return false;
    }
    question = asked.isCompletedExceptionally() ? ask() : null;
    return question == null;
  }

  private CompletableFuture<Void> ask() {
    try {
      return context.zk().session().sync(context.layout().root());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
