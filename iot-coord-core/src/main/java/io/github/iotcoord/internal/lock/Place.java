package io.github.iotcoord.internal.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place in a queue, read from the name of its node.
 *
 * @param sequence the number that ZooKeeper appended
 */
record Place(String name, Kind kind, int sequence) {
  private static final Kind[] KINDS = Kind.values();

  /**
   * Reads a name; empty if it is no place's. What follows the last mark is the number, of which
   * ZooKeeper writes at least ten characters.
   */
  static Optional<Place> parse(String name) {
    for (Kind kind : KINDS) {
      String separator = "-" + kind.mark() + "-";
      int at = name.lastIndexOf(separator);
      if (at > 0 && name.length() - at - separator.length() >= 10) {
        try {
          int sequence = Integer.parseInt(name.substring(at + separator.length()));
          return Optional.of(new Place(name, kind, sequence));
        } catch (NumberFormatException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** The places among the names of a node's children, in their order; other names are left out. */
  static List<Place> inOrder(Collection<String> names) {
    List<Place> places = new ArrayList<>(names.size());
    for (String name : names) {
      parse(name).ifPresent(places::add);
    }
    // Numbers wrap around, so their order is that of their differences, which a sort could not bear
    // if they lay more than half of all numbers apart. Seen from any one of them they do not.
    if (!places.isEmpty()) {
      int origin = places.get(0).sequence;
      places.sort(Comparator.comparingInt(place -> place.sequence - origin));
    }
    return places;
  }

  /** The name that an attempt's node has among others, or null if it has none. */
  static @Nullable String find(Collection<String> names, String attempt) {
    for (String name : names) {
      if (name.startsWith(attempt + "-") && parse(name).isPresent()) {
        return name;
      }
    }
    return null;
  }

  /**
   * Whether this place comes before another. One with the same number, which only a counter at its
   * end gives out, does: to wait too long is better than to act twice.
   */
  boolean isBefore(Place other) {
    return sequence - other.sequence <= 0 && !name.equals(other.name);
  }
}
