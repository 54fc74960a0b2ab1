package io.github.iotcoord.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * Makes equal texts the same object, as long as they come often: a direct-mapped table of fixed
 * size, which does not grow with what it is shown.
 *
 * <p>Each hit defends a text's place and each other text that wants it wears the defence down, so
 * that values which come once, however many, do not drive out those that come again and again. Not
 * thread-safe.
 */
final class StringCache {
  private static final int SIZE = 1 << 14;
  private static final int LONGEST = 64;
  private static final byte MOST = 16;

  private final @Nullable String[] texts;
  private final byte[] defence;

  private StringCache(int size) {
    texts = new @Nullable String[size];
    defence = new byte[size];
  }

  /** A cache for very many texts. */
  static StringCache large() {
    return new StringCache(SIZE);
  }

  /** One that keeps nothing, for a single record. */
  static StringCache none() {
    return new StringCache(0);
  }

  /** The text in a buffer. */
  String get(char[] buffer, int from, int length) {
    if (length == 0) {
      return "";
    }
    if (length > LONGEST || texts.length == 0) {
      return new String(buffer, from, length);
    }
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + buffer[i];
    }
    int slot = (hash * 0x9E3779B9) >>> 18;
    String there = texts[slot];
    if (there != null && same(there, buffer, from, length)) {
      if (defence[slot] < MOST) {
        defence[slot]++;
      }
      return there;
    }
    String text = new String(buffer, from, length);
    if (there == null || defence[slot] == 0) {
      texts[slot] = text;
      defence[slot] = 1;
    } else {
      defence[slot]--;
    }
    return text;
  }

  private static boolean same(String text, char[] buffer, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != buffer[from + i]) {
        return false;
      }
    }
    return true;
  }
}
