package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.registry.DeviceId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where each device's state is: a slot, which is a place in a page. Slots that were freed are used
 * again. Looking up is safe from any thread; changing only under one lock of the caller's.
 */
final class SlotTable {
  private final int stateSize;
  private final IdIndex index = new IdIndex(this::idOf);
  private volatile DevicePage[] pages = new DevicePage[0];
  private int[] free = new int[16];
  private int freeCount;
  private volatile int used;

  SlotTable(int stateSize) {
    this.stateSize = stateSize;
  }

  private @Nullable DeviceId idOf(int slot) {
    return pageOf(slot).ids[DevicePage.indexOf(slot)];
  }

  /** The slot of a device, or {@link IdIndex#NOT_FOUND}. */
  int find(DeviceId id) {
    return index.find(id);
  }

  int size() {
    return index.size();
  }

  /** How many pages there are. */
  int pages() {
    return (used + DevicePage.SIZE - 1) / DevicePage.SIZE;
  }

  /** The page of a slot that has been reserved. */
  DevicePage pageOf(int slot) {
    return pages[DevicePage.pageOf(slot)];
  }

  /** A page by its number; null if no slot of it was ever reserved. */
  @Nullable DevicePage page(int number) {
    return number >= 0 && number < pages() ? pages[number] : null;
  }

  /** Takes a free slot, which is found only once it has been {@link #put}. */
  int reserve() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    int slot = used;
    int number = DevicePage.pageOf(slot);
    if (DevicePage.indexOf(slot) == 0) {
      DevicePage[] all = pages;
      if (number == all.length) {
        all = Arrays.copyOf(all, number + number / 8 + 1);
      }
      all[number] = new DevicePage(number, stateSize);
      pages = all;
    }
    used = slot + 1;
    return slot;
  }

  /** Makes a device found, whose id is in its page already. */
  void put(DeviceId id, int slot) {
    index.put(id, slot);
  }

  /** Makes a device found no more. Its id must still be in its page, and is to be taken out. */
  void remove(DeviceId id) {
    index.remove(id);
  }

  /** Gives a slot back. */
  void release(int slot) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = slot;
  }
}
