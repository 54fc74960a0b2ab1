package io.github.iotcoord.registry;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lets devices that have the same names of attributes, or the same tags, share one array of them. A
 * fleet has few such arrays: the last ones seen are kept, each in the one place that its hash gives
 * it, so the memory is bounded and nothing is locked.
 */
final class SharedNames {
  private static final AtomicReferenceArray<String[]> SEEN = new AtomicReferenceArray<>(1 << 8);

  private SharedNames() {}

  /** An equal array, perhaps one that others have too; nobody may write to it. */
  static String[] share(String[] names) {
    int hash = Arrays.hashCode(names);
    int place = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SEEN.length() - 1);
    String[] seen = SEEN.get(place);
    if (Arrays.equals(names, seen)) {
      return seen;
    }
    SEEN.set(place, names);
    return names;
  }
}
