package io.github.iotcoord.internal.registry.view;

import java.util.function.IntConsumer;

/** A set of slots. Immutable. */
sealed interface SlotSet permits SlotArray, SlotChunks {
  SlotSet NONE = new SlotArray(new int[0]);

  int size();

  boolean contains(int slot);

  /** Hands over each, in ascending order. */
  void forEach(IntConsumer slots);

  /**
   * The set with changes.
   *
   * @param edits for each slot that is to be in or not, in ascending order, twice its number, and
   *     one more if it is to be in
   */
  SlotSet edited(int[] edits);
}
