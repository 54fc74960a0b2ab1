package io.github.iotcoord.internal.registry.view;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A large set of slots, in chunks of 4,096 as in a roaring bitmap: a chunk with few is a sorted
 * array, one with many a bitmap. A copy with a few changes shares all other chunks.
 *
 * <p>Source of the idea: Chambi, Lemire, Kaser, Godin, "Better bitmap performance with Roaring
 * bitmaps", Software: Practice and Experience 46(5), 2016.
 */
final class SlotChunks implements SlotSet {
  private static final int BITS = 12;
  private static final int WORDS = 1 << BITS >>> 6;

  /** As many two-byte numbers as a bitmap takes. */
  private static final int MOST_IN_ARRAY = 256;

  private final int[] keys;
  private final Object[] chunks;
  private final int size;

  private SlotChunks(int[] keys, Object[] chunks, int size) {
    this.keys = keys;
    this.chunks = chunks;
    this.size = size;
  }

  static SlotSet of(SlotArray array) {
    int[] edits = array.toArray();
    for (int i = 0; i < edits.length; i++) {
      edits[i] = edits[i] << 1 | 1;
    }
    return new SlotChunks(new int[0], new Object[0], 0).edited(edits);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean contains(int slot) {
    int index = Arrays.binarySearch(keys, slot >>> BITS);
    if (index < 0) {
      return false;
    }
    int low = slot & ((1 << BITS) - 1);
    return chunks[index] instanceof long[] bits
        ? (bits[low >>> 6] & 1L << low) != 0
        : Arrays.binarySearch((char[]) chunks[index], (char) low) >= 0;
  }

  @Override
  public void forEach(IntConsumer consumer) {
    for (int i = 0; i < keys.length; i++) {
      int base = keys[i] << BITS;
      if (chunks[i] instanceof char[] few) {
        for (char low : few) {
          consumer.accept(base | low);
        }
      } else {
        each((long[]) chunks[i], low -> consumer.accept(base | low));
      }
    }
  }

  @Override
  public SlotSet edited(int[] edits) {
    int[] newKeys = new int[keys.length + edits.length];
    Object[] newChunks = new Object[newKeys.length];
    int count = 0;
    int newSize = size;
    int next = 0;
    for (int i = 0; i < keys.length || next < edits.length; ) {
      int known = i < keys.length ? keys[i] : Integer.MAX_VALUE;
      int edited = next < edits.length ? edits[next] >>> (BITS + 1) : Integer.MAX_VALUE;
      Object chunk = known <= edited ? chunks[i++] : new char[0];
      if (edited <= known) {
        long[] bits = bits(chunk);
        for (; next < edits.length && edits[next] >>> (BITS + 1) == edited; next++) {
          newSize += apply(edits[next], bits);
        }
        chunk = packed(bits);
      }
      if (!(chunk instanceof char[] few) || few.length > 0) {
        newKeys[count] = Math.min(known, edited);
        newChunks[count++] = chunk;
      }
    }
    SlotChunks result =
        new SlotChunks(Arrays.copyOf(newKeys, count), Arrays.copyOf(newChunks, count), newSize);
    // Well below the size at which chunks begin, so that a set does not change its form all the
    // time.
    return newSize < SlotArray.MOST / 2 ? result.toArray() : result;
  }

  private SlotArray toArray() {
    int[] slots = new int[size];
    int[] at = {0};
    forEach(slot -> slots[at[0]++] = slot);
    return new SlotArray(slots);
  }

  private static int apply(int edit, long[] bits) {
    int low = edit >>> 1 & ((1 << BITS) - 1);
    long bit = 1L << low;
    boolean was = (bits[low >>> 6] & bit) != 0;
    boolean is = (edit & 1) == 1;
    if (was != is) {
      bits[low >>> 6] ^= bit;
    }
    return (is ? 1 : 0) - (was ? 1 : 0);
  }

  private static long[] bits(Object chunk) {
    if (chunk instanceof long[] many) {
      return many.clone();
    }
    long[] bits = new long[WORDS];
    for (char low : (char[]) chunk) {
      bits[low >>> 6] |= 1L << low;
    }
    return bits;
  }

  private static Object packed(long[] bits) {
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    if (count > MOST_IN_ARRAY) {
      return bits;
    }
    char[] few = new char[count];
    int[] at = {0};
    each(bits, low -> few[at[0]++] = (char) low);
    return few;
  }

  private static void each(long[] bits, IntConsumer lows) {
    for (int i = 0; i < bits.length; i++) {
      for (long word = bits[i]; word != 0; word &= word - 1) {
        lows.accept(i << 6 | Long.numberOfTrailingZeros(word));
      }
    }
  }
}
