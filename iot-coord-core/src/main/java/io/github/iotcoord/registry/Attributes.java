package io.github.iotcoord.registry;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small sorted map, two arrays and no more; that of the names is shared by devices that have the
 * same. Immutable.
 */
final class Attributes extends AbstractMap<String, String> {
  private final String[] names;
  private final String[] values;

  private Attributes(String[] names, String[] values) {
    this.names = names;
    this.values = values;
  }

  static Map<String, String> copyOf(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      return Map.of();
    }
    if (attributes instanceof Attributes already) {
      return already;
    }
    boolean ordered =
        attributes instanceof SortedMap<String, String> map && map.comparator() == null;
    Map<String, String> sorted = ordered ? attributes : new TreeMap<>(attributes);
    String[] names = new String[sorted.size()];
    String[] values = new String[names.length];
    int i = 0;
    for (Map.Entry<String, String> entry : sorted.entrySet()) {
      names[i] = entry.getKey();
      values[i++] = entry.getValue();
    }
    return new Attributes(SharedNames.share(names), values);
  }

  @Override
  public @Nullable String get(Object name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean containsKey(Object name) {
    return indexOf(name) >= 0;
  }

  private int indexOf(Object name) {
    return name instanceof String text ? Arrays.binarySearch(names, text) : -1;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, String>> {
    @Override
    public int size() {
      return names.length;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < names.length;
        }

        @Override
        public Map.Entry<String, String> next() {
          if (next == names.length) {
            throw new NoSuchElementException();
          }
          Map.Entry<String, String> entry = Map.entry(names[next], values[next]);
          next++;
          return entry;
        }
      };
    }
  }
}
