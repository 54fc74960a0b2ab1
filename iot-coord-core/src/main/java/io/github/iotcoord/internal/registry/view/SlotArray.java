package io.github.iotcoord.internal.registry.view;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** A small set of slots, in ascending order. */
final class SlotArray implements SlotSet {
  /** Of a set this large in a large table, chunks are no larger than an array. */
  static final int MOST = 2_048;

  private final int[] slots;

  SlotArray(int[] slots) {
    this.slots = slots;
  }

  int[] toArray() {
    return slots.clone();
  }

  @Override
  public int size() {
    return slots.length;
  }

  @Override
  public boolean contains(int slot) {
    return Arrays.binarySearch(slots, slot) >= 0;
  }

  @Override
  public void forEach(IntConsumer consumer) {
    for (int slot : slots) {
      consumer.accept(slot);
    }
  }

  @Override
  public SlotSet edited(int[] edits) {
    int[] result = new int[slots.length + edits.length];
    int size = 0;
    int i = 0;
    for (int edit : edits) {
      int slot = edit >>> 1;
      while (i < slots.length && slots[i] < slot) {
        result[size++] = slots[i++];
      }
      if (i < slots.length && slots[i] == slot) {
        i++;
      }
      if ((edit & 1) == 1) {
        result[size++] = slot;
      }
    }
    System.arraycopy(slots, i, result, size, slots.length - i);
    SlotArray all = new SlotArray(Arrays.copyOf(result, size + slots.length - i));
    return all.size() <= MOST ? all : SlotChunks.of(all);
  }
}
