package io.github.iotcoord.internal.registry.view;

import org.jspecify.annotations.Nullable;

/** Elements by number, in pages, so that a copy with a few changes shares all other pages. */
class PagedVector<T> {
  static final int PAGE_BITS = 8;
  static final int PAGE = 1 << PAGE_BITS;

  @Nullable Object[][] pages;

  PagedVector(@Nullable Object[][] pages) {
    this.pages = pages;
  }

  /** No element has this number or a greater one. */
  final int limit() {
    return pages.length << PAGE_BITS;
  }

  @SuppressWarnings("unchecked")
  final @Nullable T get(int number) {
    return (T) pages[number >>> PAGE_BITS][number & (PAGE - 1)];
  }

  /** An element that must be there. */
  final T at(int number) {
    T element = get(number);
    if (element == null) {
      throw new IllegalStateException("nothing has the number " + number);
    }
    return element;
  }
}
