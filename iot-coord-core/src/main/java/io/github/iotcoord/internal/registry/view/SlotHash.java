package io.github.iotcoord.internal.registry.view;

/**
 * A hash table of numbers, open addressing with linear probing, in pages, so that a copy with a few
 * changes shares all other pages. It does not know the keys: it yields candidates, and the caller
 * looks whether one is meant. An entry keeps as many bits of its hash as its number leaves free, so
 * that nearly every candidate is right.
 */
class SlotHash {
  static final int PAGE_BITS = 7;
  static final int PAGE = 1 << PAGE_BITS;

  int[][] pages;
  int capacity;
  int numberBits;

  SlotHash(int[][] pages, int numberBits) {
    this.pages = pages;
    this.capacity = pages.length << PAGE_BITS;
    this.numberBits = numberBits;
  }

  static long hash(String key) {
    long hash = key.hashCode() * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }

  /** Where the first candidate is, or -1. */
  final int first(long hash) {
    return probe(hash, home(hash));
  }

  /** Where the next candidate after one is, or -1. */
  final int next(long hash, int position) {
    return probe(hash, after(position));
  }

  final int numberAt(int position) {
    return numberOf(entry(position));
  }

  private int probe(long hash, int from) {
    int hashMask = -1 << numberBits;
    int wanted = (int) hash & hashMask;
    for (int position = from; ; position = after(position)) {
      int entry = entry(position);
      if (entry == 0) {
        return -1;
      }
      if ((entry & hashMask) == wanted) {
        return position;
      }
    }
  }

  // The upper half of the hash says where, the lower half is kept.
  final int home(long hash) {
    return (int) (((hash >>> 32) * capacity) >>> 32);
  }

  final int after(int position) {
    return position + 1 == capacity ? 0 : position + 1;
  }

  final int entry(int position) {
    return pages[position >>> PAGE_BITS][position & (PAGE - 1)];
  }

  /** Zero stands for no entry, so a number is kept as one more than it is. */
  final int numberOf(int entry) {
    return (entry & ~(-1 << numberBits)) - 1;
  }
}
