package io.github.iotcoord.internal.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One place in a queue, read from the name of its node.
 *
 * @param sequence the number that ZooKeeper appended
 */
record Place(String name, Kind kind, int sequence) {
  private static final Kind[] KINDS = Kind.values();

  /**
   * Reads a name; empty if it is no place's. It is the kind, a hyphen, and the number, of which
   * ZooKeeper writes at least ten characters.
   */
  static Optional<Place> parse(String name) {
    for (Kind kind : KINDS) {
      int length = kind.word().length() + 1;
      if (name.length() >= length + 10
          && name.charAt(length - 1) == '-'
          && name.startsWith(kind.word())) {
        try {
          return Optional.of(new Place(name, kind, Integer.parseInt(name.substring(length))));
        } catch (NumberFormatException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** The place that was taken so many places before this one, if it was of the same kind. */
  Place earlier(int places) {
    int number = sequence - places;
    return new Place(String.format(Locale.ROOT, "%s-%010d", kind.word(), number), kind, number);
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

  /**
   * Whether this place comes before another. One with the same number, which only a counter at its
   * end gives out, does: to wait too long is better than to act twice.
   */
  boolean isBefore(Place other) {
    return sequence - other.sequence <= 0 && !name.equals(other.name);
  }
}
