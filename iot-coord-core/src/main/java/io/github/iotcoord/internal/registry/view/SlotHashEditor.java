package io.github.iotcoord.internal.registry.view;

import java.util.BitSet;
import java.util.function.IntToLongFunction;

/**
 * A hash table that is changed and now and then published. It is between a half and three quarters
 * full, or small. Not thread-safe.
 */
final class SlotHashEditor extends SlotHash {
  private static final int MOST_BITS = 31;

  private final IntToLongFunction hashOf;
  private final BitSet own = new BitSet();
  private SlotHash published;
  private boolean changed;
  private int size;

  /**
   * @param hashOf the hash of the key of a number that is here
   */
  SlotHashEditor(IntToLongFunction hashOf) {
    super(new int[1][PAGE], 8);
    this.hashOf = hashOf;
    this.published = new SlotHash(pages, numberBits);
  }

  int size() {
    return size;
  }

  /** Adds a number whose key is not here. */
  void add(long hash, int number) {
    int bits = Math.max(numberBits, Math.min(MOST_BITS, bitsFor(number)));
    if (bits > numberBits || (size + 1) * 4L > capacity * 3L) {
      rebuild(size + 1, bits);
    }
    insert(hash, number);
    size++;
  }

  /** Removes an entry; those behind it that would not be found any more move up. */
  void remove(int position) {
    int hole = position;
    for (int p = after(hole); entry(p) != 0; p = after(p)) {
      int home = home(hashOf.applyAsLong(numberAt(p)));
      boolean stays = hole <= p ? hole < home && home <= p : hole < home || home <= p;
      if (!stays) {
        set(hole, entry(p));
        hole = p;
      }
    }
    set(hole, 0);
    size--;
    if (capacity > 8 * PAGE && size < capacity / 5) {
      rebuild(size, numberBits);
    }
  }

  /** What is here now, which later changes do not touch. */
  SlotHash publish() {
    if (changed) {
      published = new SlotHash(pages, numberBits);
      own.clear();
      changed = false;
    }
    return published;
  }

  private static int bitsFor(int number) {
    return Integer.SIZE + 1 - Integer.numberOfLeadingZeros(number + 1);
  }

  private void insert(long hash, int number) {
    int position = home(hash);
    while (entry(position) != 0) {
      position = after(position);
    }
    set(position, (number + 1) | ((int) hash & (-1 << numberBits)));
  }

  private void set(int position, int entry) {
    if (!changed) {
      pages = pages.clone();
      changed = true;
    }
    int page = position >>> PAGE_BITS;
    if (!own.get(page)) {
      pages[page] = pages[page].clone();
      own.set(page);
    }
    pages[page][position & (PAGE - 1)] = entry;
  }

  private void rebuild(int entries, int bits) {
    SlotHash before = new SlotHash(pages, numberBits);
    pages = new int[Math.max(1, (2 * entries + PAGE - 1) >>> PAGE_BITS)][PAGE];
    capacity = pages.length << PAGE_BITS;
    numberBits = bits;
    changed = true;
    own.clear();
    own.set(0, pages.length);
    for (int[] page : before.pages) {
      for (int entry : page) {
        if (entry != 0) {
          int number = before.numberOf(entry);
          insert(hashOf.applyAsLong(number), number);
        }
      }
    }
  }
}
