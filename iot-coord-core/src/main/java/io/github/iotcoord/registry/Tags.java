package io.github.iotcoord.registry;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** A small sorted set, one array and no more. Immutable. */
final class Tags extends AbstractSet<String> {
  private final String[] sorted;

  private Tags(String[] sorted) {
    this.sorted = sorted;
  }

  static Set<String> copyOf(Collection<String> tags) {
    if (tags.isEmpty()) {
      return Set.of();
    }
    if (tags instanceof Tags already) {
      return already;
    }
    String[] sorted = tags.toArray(String[]::new);
    Arrays.sort(sorted);
    return new Tags(SharedNames.share(sorted));
  }

  @Override
  public boolean contains(Object tag) {
    return tag instanceof String name && Arrays.binarySearch(sorted, name) >= 0;
  }

  @Override
  public Iterator<String> iterator() {
    return List.of(sorted).iterator();
  }

  @Override
  public int size() {
    return sorted.length;
  }
}
