package io.github.iotcoord.wire;

import org.jspecify.annotations.Nullable;

/**
 * What may stand as one element of a path: device ids, gateway names, lock and channel names.
 *
 * <p>1 to 200 characters, none of them a slash, a control character, a surrogate, or one of the
 * private-use and special code points that ZooKeeper rejects; not {@code .} or {@code ..}, and not
 * the reserved {@code zookeeper}.
 */
public final class Names {
  /** The longest name, in characters. */
  public static final int MAX_LENGTH = 200;

  private Names() {}

  /**
   * Checks a name.
   *
   * @param what what the name is for, for the message
   * @param name the name
   * @return the name
   * @throws IllegalArgumentException if it cannot be an element of a path, saying why
   */
  public static String require(String what, String name) {
    String problem = problem(name);
    if (problem != null) {
      throw new IllegalArgumentException(what + problem);
    }
    return name;
  }

  /**
   * Checks a name. The message is put together only if it is needed: with very many names that
   * would be most of what checking them takes.
   *
   * @param what what the name is for, such as {@code type of device}
   * @param whose stands after that in the message
   * @param name the name
   * @return the name
   * @throws IllegalArgumentException if it cannot be an element of a path, saying why
   */
  public static String require(String what, Object whose, String name) {
    String problem = problem(name);
    if (problem != null) {
      throw new IllegalArgumentException(what + " " + whose + problem);
    }
    return name;
  }

  private static @Nullable String problem(@Nullable String name) {
    if (name == null) {
      return " must not be null";
    }
    if (name.isEmpty()) {
      return " must not be empty";
    }
    if (name.length() > MAX_LENGTH) {
      return " has " + name.length() + " characters, more than " + MAX_LENGTH;
    }
    if (name.equals(".") || name.equals("..") || name.equals("zookeeper")) {
      return " must not be '" + name + "'";
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/') {
        return " must not contain '/': '" + name + "'";
      }
      if (c <= 0x1f || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xf8ff) || c >= 0xfff0) {
        return String.format(" must not contain the character U+%04X, at index %d", (int) c, i);
      }
    }
    return null;
  }
}
