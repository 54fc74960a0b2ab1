package io.github.iotcoord.internal.concurrent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

  /**
   * As {@link #run} for several keys at once, no two the same. Whoever comes with several takes all
   * its turns at one moment, so that no two of them wait for each other.
   */
  public <T> CompletableFuture<T> runAll(Collection<K> keys, Supplier<CompletableFuture<T>> task) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    List<CompletableFuture<Void>> begun = new ArrayList<>(keys.size());
    synchronized (this) {
      for (K key : keys) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        begun.add(turn);
        var unused =
            run(
                key,
                () -> {
                  turn.complete(null);
                  return end;
                });
      }
    }
    return CompletableFuture.allOf(begun.toArray(new CompletableFuture<?>[0]))
        .thenCompose(all -> task.get())
        .whenComplete((value, failure) -> end.complete(null));
  }
}
