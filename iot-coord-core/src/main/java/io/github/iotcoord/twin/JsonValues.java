package io.github.iotcoord.twin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks and copies what callers give, and lays objects over each other. */
final class JsonValues {
  static final int MAX_DEPTH = 8;
  static final int MAX_KEY = 200;

  /** Beyond it, not every whole number is a binary64 number. */
  private static final double TWO_TO_63 = 0x1p63;

  private JsonValues() {}

  static void required(String what, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
  }

  /** A checked, unmodifiable copy of an object; nulls are allowed in patches only. */
  static Map<String, @Nullable Object> copy(Map<?, ?> given, boolean patch) {
    return object("", given, patch, 1);
  }

  private static Map<String, @Nullable Object> object(
      String where, Map<?, ?> given, boolean patch, int depth) {
    requireShallow(where, depth);
    Map<String, @Nullable Object> copy = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          String name = key(where, key);
          copy.put(name, value(where + "/" + name, value, patch, depth));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Object value(
      String where, @Nullable Object given, boolean patch, int depth) {
    if (given == null) {
      if (!patch) {
        throw new IllegalArgumentException(
            where + " must not be null; a patch removes a key by null");
      }
      return null;
    }
    if (given instanceof String text) {
      return wellFormed(where, text);
    }
    if (given instanceof Boolean) {
      return given;
    }
    if (given instanceof Number number) {
      return number(where, number);
    }
    if (given instanceof TwinState state) {
      return object(where, state.asMap(), patch, depth + 1);
    }
    if (given instanceof TwinPatch nested && patch) {
      return object(where, nested.asMap(), true, depth + 1);
    }
    if (given instanceof Map<?, ?> map) {
      return object(where, map, patch, depth + 1);
    }
    if (given instanceof Collection<?> list) {
      return list(where, list, depth + 1);
    }
    throw new IllegalArgumentException(
        where + " must be text, a number, a boolean, a list or a map, was " + given.getClass());
  }

  // A patch replaces a list as a whole, so there is nothing that a null in it could remove.
  private static List<Object> list(String where, Collection<?> given, int depth) {
    requireShallow(where, depth);
    List<Object> copy = new ArrayList<>(given.size());
    for (Object element : given) {
      String place = where + "/" + copy.size();
      Object checked = value(place, element, false, depth);
      if (checked != null) {
        copy.add(checked);
      }
    }
    return Collections.unmodifiableList(copy);
  }

  /** A Long where the number is whole and fits, otherwise a finite Double. */
  private static Object number(String where, Number given) {
    if (given instanceof Long
        || given instanceof Integer
        || given instanceof Short
        || given instanceof Byte) {
      return given.longValue();
    }
    if (!(given instanceof Double || given instanceof Float)) {
      throw new IllegalArgumentException(
          where + " must be a long or a double, was a " + given.getClass().getSimpleName());
    }
    double number = given.doubleValue();
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(where + " must be finite, was " + number);
    }
    boolean whole = number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63;
    return whole ? (Object) (long) number : (Object) number;
  }

  private static String key(String where, @Nullable Object key) {
    if (!(key instanceof String name)) {
      throw new IllegalArgumentException(
          "a key in " + (where.isEmpty() ? "/" : where) + " must be text, was " + key);
    }
    if (name.isEmpty() || name.length() > MAX_KEY) {
      throw new IllegalArgumentException(
          "a key in "
              + (where.isEmpty() ? "/" : where)
              + " must have 1 to "
              + MAX_KEY
              + " characters, had "
              + name.length());
    }
    return wellFormed("the key " + where + "/" + name, name);
  }

  // Half of a surrogate pair has no encoding in UTF-8.
  private static String wellFormed(String where, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            where + " has half of a surrogate pair, at index " + i + ", which is not a character");
      }
    }
    return text;
  }

  private static void requireShallow(String where, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          where + " is nested deeper than " + MAX_DEPTH + " objects and lists");
    }
  }

  /** RFC 7396, section 2. */
  static Map<String, Object> merge(Map<?, ?> target, Map<?, ?> patch) {
    Map<String, Object> merged = new TreeMap<>();
    target.forEach((key, value) -> merged.put((String) key, value));
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            merged.remove((String) key);
          } else if (value instanceof Map<?, ?> inner) {
            Object before = merged.get((String) key);
            merged.put((String) key, merge(before instanceof Map<?, ?> m ? m : Map.of(), inner));
          } else {
            merged.put((String) key, value);
          }
        });
    return Collections.unmodifiableMap(merged);
  }

  /** What of {@code wanted} is missing in {@code actual}, or is another value there. */
  static Map<String, Object> difference(Map<?, ?> wanted, Map<?, ?> actual) {
    Map<String, Object> difference = new TreeMap<>();
    wanted.forEach(
        (key, value) -> {
          Object there = actual.get(key);
          if (value instanceof Map<?, ?> inner && there instanceof Map<?, ?> other) {
            Map<String, Object> within = difference(inner, other);
            if (!within.isEmpty()) {
              difference.put((String) key, within);
            }
          } else if (!value.equals(there)) {
            difference.put((String) key, value);
          }
        });
    return Collections.unmodifiableMap(difference);
  }
}
