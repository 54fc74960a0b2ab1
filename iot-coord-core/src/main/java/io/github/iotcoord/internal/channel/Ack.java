package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.SegmentPosition;
import java.util.concurrent.CompletableFuture;

/**
 * What the caller of one {@code publish} waits for: that each of its samples is committed. Used by
 * one thread at a time.
 */
final class Ack {
  private final CompletableFuture<SegmentPosition> future = new CompletableFuture<>();
  private int left;

  Ack(int samples) {
    left = samples;
  }

  CompletableFuture<SegmentPosition> future() {
    return future;
  }

  /** Some of the samples are committed; this is done in order, so the last one's place counts. */
  void committed(int samples, SegmentPosition position) {
    left -= samples;
    if (left == 0) {
      future.complete(position);
    }
  }

  /** One of the samples never will be, or it is not known whether it is. */
  void failed(RuntimeException failure) {
    future.completeExceptionally(failure);
  }
}
