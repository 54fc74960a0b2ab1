package io.github.iotcoord.internal.registry.view;

import java.util.Arrays;

/** Small numbers, those given back first. Not thread-safe. */
final class Numbers {
  private int[] free = new int[0];
  private int freeCount;
  private int used;

  int take() {
    return freeCount > 0 ? free[--freeCount] : used++;
  }

  void giveBack(int number) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(16, freeCount + (freeCount >> 1)));
    }
    free[freeCount++] = number;
  }

  /** How many different numbers there are, in use or given back. */
  int used() {
    return used;
  }
}
