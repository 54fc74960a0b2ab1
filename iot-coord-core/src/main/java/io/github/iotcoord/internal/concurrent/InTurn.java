package io.github.iotcoord.internal.concurrent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs asynchronous tasks one after the other for each key, however they end. Thread-safe. */
public final class InTurn<K> {
  private final Map<K, CompletableFuture<?>> last = new ConcurrentHashMap<>();

  /** Starts a task when those that were given before it for the same key have ended. */
  public <T> CompletableFuture<T> run(K key, Supplier<CompletableFuture<T>> task) {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    CompletableFuture<?> before = last.put(key, turn);
    CompletableFuture<T> result =
        (before == null ? CompletableFuture.completedFuture(null) : before)
            .thenCompose(done -> task.get());
    return result
        .handle(
            (value, failure) -> {
              last.computeIfPresent(key, (k, newest) -> newest == turn ? null : newest);
              turn.complete(null);
              return result;
            })
        .thenCompose(Function.identity());
  }
}
