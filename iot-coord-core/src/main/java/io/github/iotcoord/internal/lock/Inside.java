package io.github.iotcoord.internal.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LocalQueue} has inside: its holds, or a node that was released and is kept for the
 * next one. Guarded by the queue.
 */
final class Inside {
  private final List<Hold> holds = new ArrayList<>(1);
  private @Nullable Hold parked;

  boolean isEmpty() {
    return holds.isEmpty() && parked == null;
  }

  List<Hold> holds() {
    return List.copyOf(holds);
  }

  List<Place> places() {
    return holds.stream().map(hold -> hold.node().place()).toList();
  }

  void add(Hold hold) {
    holds.add(hold);
  }

  boolean remove(Hold hold) {
    return holds.remove(hold);
  }

  /** Whether any of what is here may be handed on without another node. */
  boolean hasReusable() {
    return parked != null || holds.stream().anyMatch(Hold::isReusable);
  }

  void park(Hold released) {
    parked = released;
  }

  @Nullable Hold parked() {
    return parked;
  }

  /** Takes the kept node out. */
  @Nullable Hold unpark() {
    Hold kept = parked;
    parked = null;
    return kept;
  }

  /**
   * The hold whose node others must be watched for.
   *
   * @param wanted whether somebody here waits for it
   */
  @Nullable Hold toBeGuarded(boolean wanted) {
    if (parked != null || !wanted) {
      return parked;
    }
    return holds.stream().filter(Hold::isReusable).findFirst().orElse(null);
  }

  /**
   * Notes that the queue has been listed.
   *
   * @param ours the names of our own nodes in it
   * @param gone is given each hold whose node is not there
   */
  void seen(Set<String> ours, int asked, Consumer<Hold> gone) {
    for (Hold hold : holds()) {
      if (ours.contains(hold.node().name())) {
        hold.seen(asked);
      } else {
        gone.accept(hold);
      }
    }
    if (parked != null && ours.contains(parked.node().name())) {
      parked.seen(asked);
    }
  }
}
