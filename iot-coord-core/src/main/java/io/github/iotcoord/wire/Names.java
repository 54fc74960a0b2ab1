package io.github.iotcoord.wire;

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
    if (name == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    if (name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          what + " has " + name.length() + " characters, more than " + MAX_LENGTH);
    }
    if (name.equals(".") || name.equals("..") || name.equals("zookeeper")) {
      throw new IllegalArgumentException(what + " must not be '" + name + "'");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/') {
        throw new IllegalArgumentException(what + " must not contain '/': '" + name + "'");
      }
      if (c <= 0x1f || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xf8ff) || c >= 0xfff0) {
        throw new IllegalArgumentException(
            String.format(
                "%s must not contain the character U+%04X, at index %d", what, (int) c, i));
      }
    }
    return name;
  }
}
