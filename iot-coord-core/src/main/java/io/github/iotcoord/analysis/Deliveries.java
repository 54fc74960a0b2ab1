package io.github.iotcoord.analysis;

import java.util.Collection;
import java.util.function.Consumer;

/** Tells a listener of everything, whatever it throws. */
final class Deliveries {
  private Deliveries() {}

  static <T> void deliver(Collection<T> events, Consumer<? super T> listener) {
    RuntimeException failure = null;
    for (T event : events) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
