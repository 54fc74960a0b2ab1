package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.registry.DeviceId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slot of a device by its id: a hash table of ints with linear probing, about five bytes
 * for each device, because the ids themselves are in the pages.
 *
 * <p>An entry holds a slot, and in the bits that are left over a part of the hash, so that hardly
 * any other id has to be compared. Looking up takes no lock and is safe beside changes, which are
 * made under one lock of the caller's: entries are never moved within a table, and a larger table
 * takes the place of a full one.
 */
final class IdIndex {
  static final int NOT_FOUND = -1;

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int FREE = 0;
  private static final int REMOVED = 1;
  private static final int FIRST = 2; // what stands for slot 0
  private static final double MOST_USED = 0.9;
  private static final double GROWTH = 1.2;
  private static final int LEAST = 64;

  private final IntFunction<@Nullable DeviceId> idOf;
  private volatile int[] table = new int[LEAST];
  private volatile int size;
  private int used; // with those that were removed

  /**
   * @param idOf the id in a slot; null if there is none
   */
  IdIndex(IntFunction<@Nullable DeviceId> idOf) {
    this.idOf = idOf;
  }

  int size() {
    return size;
  }

  int find(DeviceId id) {
    int[] entries = table;
    int at = find(entries, id);
    return at < 0 ? NOT_FOUND : slot(entries, (int) INTS.getAcquire(entries, at));
  }

  private int find(int[] entries, DeviceId id) {
    int hash = hash(id);
    int bits = slotBits(entries);
    int tag = hash << bits;
    for (int at = home(entries, hash); ; at = at + 1 == entries.length ? 0 : at + 1) {
      int entry = (int) INTS.getAcquire(entries, at);
      if (entry == FREE) {
        return NOT_FOUND;
      }
      if ((entry ^ tag) >>> bits == 0 && slot(entries, entry) >= 0) {
        DeviceId known = idOf.apply(slot(entries, entry));
        if (id.equals(known)) {
          return at;
        }
      }
    }
  }

  /** Adds one that is not there. */
  void put(DeviceId id, int slot) {
    if (used + 1 > table.length * MOST_USED) {
      rebuild();
    }
    insert(table, id, slot);
    used++;
    grow(1);
  }

  void remove(DeviceId id) {
    int at = find(table, id);
    if (at >= 0) {
      INTS.setRelease(table, at, REMOVED);
      grow(-1);
    }
  }

  private void grow(int by) {
    int before = size;
    size = before + by;
  }

  private void rebuild() {
    int[] old = table;
    boolean crowded = (size + 1) * GROWTH > old.length * MOST_USED;
    int[] larger = new int[crowded ? (int) (old.length * GROWTH) + 1 : old.length];
    for (int entry : old) {
      int slot = slot(old, entry);
      DeviceId id = slot < 0 ? null : idOf.apply(slot);
      if (id != null) {
        insert(larger, id, slot);
      }
    }
    used = size;
    table = larger;
  }

  private static void insert(int[] entries, DeviceId id, int slot) {
    int hash = hash(id);
    int at = home(entries, hash);
    while (entries[at] != FREE) {
      at = at + 1 == entries.length ? 0 : at + 1;
    }
    INTS.setRelease(entries, at, hash << slotBits(entries) | (slot + FIRST));
  }

  // Slots are used again, so there are never as many as entries.
  private static int slotBits(int[] entries) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(entries.length + FIRST);
  }

  /** The slot of an entry; negative if it has none. */
  private static int slot(int[] entries, int entry) {
    return (entry & ((1 << slotBits(entries)) - 1)) - FIRST;
  }

  private static int home(int[] entries, int hash) {
    return (int) (((hash & 0xffffffffL) * entries.length) >>> 32);
  }

  // What is home to an id comes of the high bits, and what is compared of the low ones.
  private static int hash(DeviceId id) {
    int h = id.hashCode() * 0x9e3779b9;
    h = (h ^ h >>> 15) * 0x85ebca6b;
    return h ^ h >>> 13;
  }
}
