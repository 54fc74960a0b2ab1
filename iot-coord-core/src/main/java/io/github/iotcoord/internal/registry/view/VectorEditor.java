package io.github.iotcoord.internal.registry.view;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A vector that is changed and now and then published. Not thread-safe. */
final class VectorEditor<T> extends PagedVector<T> {
  private final BitSet own = new BitSet();
  private final Numbers numbers = new Numbers();
  private PagedVector<T> published = new PagedVector<>(pages);
  private boolean changed;

  VectorEditor() {
    super(new Object[0][]);
  }

  /** Gives an element a number that none has. */
  int add(T element) {
    int number = numbers.take();
    set(number, element);
    return number;
  }

  void remove(int number) {
    set(number, null);
    numbers.giveBack(number);
  }

  void replace(int number, T element) {
    set(number, element);
  }

  /** How many numbers there are, in use or not. */
  int used() {
    return numbers.used();
  }

  private void set(int number, @Nullable T element) {
    int page = number >>> PAGE_BITS;
    if (!changed || page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(pages.length, page + 1));
      changed = true;
    }
    if (!own.get(page)) {
      pages[page] = pages[page] == null ? new Object[PAGE] : pages[page].clone();
      own.set(page);
    }
    pages[page][number & (PAGE - 1)] = element;
  }

  /** What is here now, which later changes do not touch. */
  PagedVector<T> publish() {
    if (changed) {
      published = new PagedVector<>(pages);
      own.clear();
      changed = false;
    }
    return published;
  }
}
