package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.registry.DeviceId;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where each device's state is: a slot, which is a place in a page. Slots that were freed are used
 * again. Looking up is safe from any thread; changing only under one lock of the caller's.
 */
final class SlotTable {
  private final int stateSize;
  private final Map<DeviceId, Integer> slots = new ConcurrentHashMap<>();
  private volatile DevicePage[] pages = new DevicePage[0];
  private int[] free = new int[16];
  private int freeCount;
  private int used;

  SlotTable(int stateSize) {
    this.stateSize = stateSize;
  }

  @Nullable Integer find(DeviceId id) {
    return slots.get(id);
  }

  int size() {
    return slots.size();
  }

  /** The page of a slot that has been reserved. */
  DevicePage pageOf(int slot) {
    return pages[DevicePage.pageOf(slot)];
  }

  /** A page by its number; null if no slot of it was ever reserved. */
  @Nullable DevicePage page(int number) {
    DevicePage[] all = pages;
    return number < all.length ? all[number] : null;
  }

  /** Takes a free slot, which is found only once it has been {@link #put}. */
  int reserve() {
    int slot = freeCount > 0 ? free[--freeCount] : used++;
    int number = DevicePage.pageOf(slot);
    if (number >= pages.length) {
      DevicePage[] more = Arrays.copyOf(pages, number + 1);
      more[number] = new DevicePage(number, stateSize);
      pages = more;
    }
    return slot;
  }

  void put(DeviceId id, int slot) {
    slots.put(id, slot);
  }

  void remove(DeviceId id) {
    Integer slot = slots.remove(id);
    if (slot != null) {
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, freeCount * 2);
      }
      free[freeCount++] = slot;
    }
  }
}
