package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.twin.TwinWrite.Plan;
import io.github.iotcoord.internal.zk.ZkErrors;
import java.util.concurrent.CompletableFuture;

/** A write that its caller waits for. */
final class PendingWrite<R> {
  final TwinWrite<R> write;
  final CompletableFuture<R> result = new CompletableFuture<>();

  PendingWrite(TwinWrite<R> write) {
    this.write = write;
  }

  /** A plan of this write has been carried out. */
  void end(Plan<?> plan) {
    @SuppressWarnings("unchecked") // it has come from this write
    R value = (R) plan.value();
    write.written(value);
    result.complete(value);
  }

  void fail(Throwable failure) {
    result.completeExceptionally(ZkErrors.translate(failure, write.what()));
  }
}
