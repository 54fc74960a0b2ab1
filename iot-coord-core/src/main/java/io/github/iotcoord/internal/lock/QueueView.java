package io.github.iotcoord.internal.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a process knows of a queue: its own nodes, which it knows for sure, and those of others, as
 * they were last listed. Since a new node always comes last, those that others have before one of
 * ours only become fewer. Guarded by the {@link LocalQueue} that it belongs to.
 */
final class QueueView {
  // A node of ours that has been given up is in the way of others until it is deleted, but of none
  // of ours.
  private final Map<String, Long> own = new HashMap<>(); // the sessions of our nodes, by name
  private final List<Place> active = new ArrayList<>(2); // of our own places, in their order
  private List<Place> foreign = List.of();
  private boolean complete;
  private int seenAt = -1;

  /** A node of ours has been created. */
  void add(Place place, long sessionId) {
    own.put(place.name(), sessionId);
    int at = active.size();
    while (at > 0 && place.isBefore(active.get(at - 1))) {
      at--;
    }
    active.add(at, place);
  }

  /** A node of ours does not count any more. */
  void leave(Place place) {
    active.remove(place);
  }

  /** A node of ours has been deleted. */
  void remove(Place place, long sessionId) {
    own.remove(place.name(), sessionId);
  }

  /**
   * The queue has been listed. What was created on another session than the one that listed it is
   * not ours any more, even if it should have our name.
   *
   * @param asked how many breaks of the lease there had been when it was asked for
   * @return the names of our own nodes in it
   */
  Set<String> listed(List<String> children, long sessionId, int asked) {
    seenAt = asked;
    complete = true;
    if (children.size() == 1 && isOurs(children.get(0), sessionId)) {
      foreign = List.of();
      return Set.of(children.get(0));
    }
    Set<String> ours = new HashSet<>();
    List<String> others = new ArrayList<>();
    for (String child : children) {
      if (isOurs(child, sessionId)) {
        ours.add(child);
      } else {
        others.add(child);
      }
    }
    foreign = Place.inOrder(others);
    return ours;
  }

  /**
   * The queue has been counted.
   *
   * @param others what others have before ours, if anything; where that is a guess, it is to be
   *     confirmed by a watch on one of them before anybody goes in
   * @param all whether there are no others than these
   */
  void suppose(List<Place> others, boolean all, int asked) {
    seenAt = asked;
    foreign = List.copyOf(others);
    complete = all;
  }

  /** Whether others can have no more places before ours than are known. */
  boolean isComplete() {
    return complete;
  }

  /** How many nodes of ours there are, or may be. */
  int ownCount() {
    return own.size();
  }

  /** A node of somebody else's has gone. */
  void gone(String name) {
    List<Place> left = new ArrayList<>(foreign);
    left.removeIf(place -> place.name().equals(name));
    foreign = left;
  }

  private boolean isOurs(String name, long sessionId) {
    Long session = own.get(name);
    return session != null && session == sessionId;
  }

  /** How many breaks there had been when the queue was last asked for. */
  int seenAt() {
    return seenAt;
  }

  /** Whether a place that counts is one of ours. */
  boolean isOwn(Place place) {
    return active.contains(place);
  }

  /** Whether nodes of ours that do not count any more may still be there for others. */
  boolean hasLeft() {
    return own.size() > active.size();
  }

  /** Whether others stand anywhere in the queue. */
  boolean hasForeign() {
    return !foreign.isEmpty();
  }

  /** How many places others have before one of ours, as far as is known. */
  long foreignBefore(Place place) {
    return foreign.stream().filter(other -> other.isBefore(place)).count();
  }

  boolean hasForeignBefore(Place place) {
    return !foreign.isEmpty() && foreign.get(0).isBefore(place);
  }

  boolean hasForeignBehind(Place place) {
    return !foreign.isEmpty() && place.isBefore(foreign.get(foreign.size() - 1));
  }

  /** All that count and stand before a place of ours, in their order. */
  List<Place> before(Place place) {
    List<Place> before = new ArrayList<>();
    int next = 0;
    for (Place ours : active) {
      if (!ours.isBefore(place)) {
        break;
      }
      while (next < foreign.size() && foreign.get(next).isBefore(ours)) {
        before.add(foreign.get(next++));
      }
      before.add(ours);
    }
    while (next < foreign.size() && foreign.get(next).isBefore(place)) {
      before.add(foreign.get(next++));
    }
    return before;
  }

  /** Forgets what others have: it was seen in another session. */
  void forgetForeign() {
    foreign = List.of();
    seenAt = -1;
  }
}
