package io.github.iotcoord.internal.zk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of one group by their names: parallel arrays with linear probing, at most 80 and at
 * least 53 percent full while it grows, so that a leaf takes 20 to 30 bytes beside its name and
 * value. A name is kept as the object given first, which the value may share. Not thread-safe.
 */
final class LeafMap<V> {
  private static final int FIRST = 4;

  private @Nullable String[] names = new @Nullable String[FIRST];
  private @Nullable Object[] values = new @Nullable Object[FIRST];
  private long[] mzxids = new long[FIRST];
  private int size;

  int size() {
    return size;
  }

  /** Where a name is kept, or -1; true until the next change. */
  int slotOf(String name) {
    int slot = home(name);
    while (true) {
      String there = names[slot];
      if (there == null) {
        return -1;
      }
      if (there.equals(name)) {
        return slot;
      }
      slot = after(slot);
    }
  }

  String nameAt(int slot) {
    String name = names[slot];
    if (name == null) {
      throw new IllegalStateException("nothing is kept at " + slot);
    }
    return name;
  }

  long mzxidAt(int slot) {
    return mzxids[slot];
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  @Nullable V valueAt(int slot) {
    return (V) values[slot];
  }

  void set(int slot, long mzxid, @Nullable V value) {
    mzxids[slot] = mzxid;
    values[slot] = value;
  }

  /** Adds a name that is not here yet. */
  void add(String name, long mzxid, @Nullable V value) {
    if ((size + 1) * 5L > names.length * 4L) {
      resize(names.length + (names.length + 1) / 2);
    }
    place(name, mzxid, value);
    size++;
  }

  private void place(String name, long mzxid, @Nullable Object value) {
    int slot = home(name);
    while (names[slot] != null) {
      slot = after(slot);
    }
    names[slot] = name;
    mzxids[slot] = mzxid;
    values[slot] = value;
  }

  /** Removes what is at a slot, and closes the gap so that no search ends there. */
  void removeAt(int slot) {
    int gap = slot;
    int next = after(slot);
    for (String name = names[next]; name != null; name = names[next]) {
      int home = home(name);
      boolean reachable = gap <= next ? gap < home && home <= next : gap < home || home <= next;
      if (!reachable) {
        names[gap] = name;
        mzxids[gap] = mzxids[next];
        values[gap] = values[next];
        gap = next;
      }
      next = after(next);
    }
    names[gap] = null;
    values[gap] = null;
    size--;
    if (names.length > 16 && size * 4L < names.length) {
      resize(Math.max(FIRST, size * 2));
    }
  }

  /** The names that are not among those given. */
  List<String> others(Set<String> given) {
    List<String> others = new ArrayList<>();
    for (String name : names) {
      if (name != null && !given.contains(name)) {
        others.add(name);
      }
    }
    return others;
  }

  private void resize(int capacity) {
    @Nullable String[] oldNames = names;
    @Nullable Object[] oldValues = values;
    long[] oldMzxids = mzxids;
    names = new @Nullable String[capacity];
    values = new @Nullable Object[capacity];
    mzxids = new long[capacity];
    for (int i = 0; i < oldNames.length; i++) {
      String name = oldNames[i];
      if (name != null) {
        place(name, oldMzxids[i], oldValues[i]);
      }
    }
  }

  // Fibonacci hashing, with the high bits scaled to a capacity that is no power of two.
  private int home(String name) {
    int spread = name.hashCode() * 0x9E3779B9;
    return (int) ((Integer.toUnsignedLong(spread) * names.length) >>> 32);
  }

  private int after(int slot) {
    return slot + 1 == names.length ? 0 : slot + 1;
  }
}
