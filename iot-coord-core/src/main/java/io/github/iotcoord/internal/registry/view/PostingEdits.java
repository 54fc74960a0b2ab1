package io.github.iotcoord.internal.registry.view;

import java.util.Arrays;

/** What a batch changes in one posting. Not thread-safe. */
final class PostingEdits {
  private long[] edits = new long[2];
  private int count;

  void put(int slot, boolean in) {
    if (count == edits.length) {
      edits = Arrays.copyOf(edits, 2 * count);
    }
    edits[count] = (long) slot << 32 | (long) count << 1 | (in ? 1 : 0);
    count++;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The last edit of each slot, as {@link SlotSet#edited} takes them. */
  int[] last() {
    Arrays.sort(edits, 0, count);
    int[] last = new int[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      int slot = (int) (edits[i] >>> 32);
      if (i + 1 == count || (int) (edits[i + 1] >>> 32) != slot) {
        last[size++] = slot << 1 | (int) (edits[i] & 1);
      }
    }
    return Arrays.copyOf(last, size);
  }
}
