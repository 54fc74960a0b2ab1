package io.github.iotcoord.internal.concurrent;

import io.github.iotcoord.Subscription;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listeners that cannot harm each other: each gets its events in order, one at a time, on its own
 * executor; what it throws is logged, and while it blocks only its own events wait. Thread-safe.
 */
public final class Listeners<E> {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final CopyOnWriteArrayList<Entry<E>> entries = new CopyOnWriteArrayList<>();

  /** Adds a listener that hears of everything published from now on. */
  public Subscription add(Consumer<? super E> listener, Executor executor) {
    require(listener, executor);
    Entry<E> entry = new Entry<>(listener, executor);
    entries.add(entry);
    return () -> {
      entry.closed = true;
      entries.remove(entry);
    };
  }

  /**
   * Checks what a caller gave; for those that add the listener only later.
   *
   * @throws IllegalArgumentException if either is null
   */
  public static void require(@Nullable Object listener, @Nullable Executor executor) {
    if (listener == null || executor == null) {
      throw new IllegalArgumentException("listener and executor must not be null");
    }
  }

  /** Hands an event to every listener's executor. */
  public void publish(E event) {
    for (Entry<E> entry : entries) {
      entry.deliver(event);
    }
  }

  /** Adds a listener and first hands it the events given, before anything published later. */
  public Subscription addWithInitial(
      Consumer<? super E> listener, Executor executor, Iterable<? extends E> initial) {
    require(listener, executor);
    Entry<E> entry = new Entry<>(listener, executor);
    for (E event : initial) {
      entry.deliver(event);
    }
    entries.add(entry);
    return () -> {
      entry.closed = true;
      entries.remove(entry);
    };
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Ends every registration. */
  public void clear() {
    for (Entry<E> entry : entries) {
      entry.closed = true;
    }
    entries.clear();
  }

  private static final class Entry<E> {
    private final Consumer<? super E> listener;
    private final SerialExecutor executor;
    private volatile boolean closed;
    private volatile boolean complained;

    Entry(Consumer<? super E> listener, Executor executor) {
      this.listener = listener;
      this.executor = new SerialExecutor(executor);
    }

    void deliver(E event) {
      executor.execute(
          () -> {
            if (closed) {
              return;
            }
            try {
              listener.accept(event);
            } catch (RuntimeException e) {
              complain(e);
            }
          });
    }

    // Once in full: one that fails at every event would fill the log.
    private void complain(RuntimeException e) {
      if (complained) {
        log.debug("A listener failed again", e);
      } else {
        complained = true;
        log.error("A listener failed; the others, and its own next events, are not affected", e);
      }
    }
  }
}
