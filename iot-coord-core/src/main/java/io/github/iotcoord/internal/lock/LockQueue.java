package io.github.iotcoord.internal.lock;

import java.util.Collection;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The order of the attempts at a lock, read from the names of their nodes. */
final class LockQueue {
  private static final String MARK = "-lock-";

  private LockQueue() {}

  /**
   * The node that comes right before ours, or null if ours is the first.
   *
   * <p>Numbers are compared by their difference: ZooKeeper's counter is an int and may wrap around.
   * A node with our own number, which only a counter at its end gives out, counts as before us: to
   * wait too long is better than to act twice. Names that are no attempt's are passed over.
   */
  static @Nullable String predecessor(Collection<String> children, String own) {
    int ours =
        number(own).orElseThrow(() -> new IllegalArgumentException(own + " is no lock attempt"));
    String nearest = null;
    int nearestDistance = Integer.MIN_VALUE;
    for (String child : children) {
      OptionalInt number = number(child);
      if (child.equals(own) || number.isEmpty()) {
        continue;
      }
      int distance = number.getAsInt() - ours;
      if (distance <= 0 && (nearest == null || distance > nearestDistance)) {
        nearest = child;
        nearestDistance = distance;
      }
    }
    return nearest;
  }

  /** The node that an attempt created, or null if it created none. */
  static @Nullable String find(Collection<String> children, String attempt) {
    for (String child : children) {
      if (child.startsWith(attempt + MARK) && number(child).isPresent()) {
        return child;
      }
    }
    return null;
  }

  /** The sequence number at the end of a name; ZooKeeper writes at least ten characters. */
  private static OptionalInt number(String name) {
    int mark = name.lastIndexOf(MARK);
    String digits = mark <= 0 ? "" : name.substring(mark + MARK.length());
    if (digits.length() < 10) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
