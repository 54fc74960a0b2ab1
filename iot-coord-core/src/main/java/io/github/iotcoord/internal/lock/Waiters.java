package io.github.iotcoord.internal.lock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a {@link LocalQueue} that have not gone in: first those that have a node, in the
 * order of these, then those whose nodes are being created, then the others, in the order in which
 * they came. Guarded by the queue.
 */
final class Waiters {
  private final List<Attempt> placed = new ArrayList<>(2);
  private List<Attempt> creating = List.of();
  private final ArrayDeque<Attempt> unplaced = new ArrayDeque<>();
  private final Set<Attempt> askedOnce = new LinkedHashSet<>();

  boolean isEmpty() {
    return placed.isEmpty() && creating.isEmpty() && unplaced.isEmpty();
  }

  boolean isCreating() {
    return !creating.isEmpty();
  }

  boolean hasPlaced() {
    return !placed.isEmpty();
  }

  boolean hasUnplaced() {
    return !unplaced.isEmpty();
  }

  int placedCount() {
    return placed.size();
  }

  void add(Attempt attempt) {
    unplaced.add(attempt);
    if (attempt.once) {
      askedOnce.add(attempt);
    }
  }

  /** The first one that has a node, or null. */
  @Nullable Attempt firstPlaced() {
    return placed.isEmpty() ? null : placed.get(0);
  }

  /** The first one, or null if there is none or it has a node, or is about to. */
  @Nullable Attempt firstUnplaced() {
    return placed.isEmpty() && creating.isEmpty() ? unplaced.peek() : null;
  }

  /** Those that have nodes, the last one first. */
  List<Attempt> placedFromTheEnd() {
    List<Attempt> all = new ArrayList<>(placed);
    Collections.reverse(all);
    return all;
  }

  List<Attempt> all() {
    List<Attempt> all = new ArrayList<>(placed);
    all.addAll(creating);
    all.addAll(unplaced);
    return all;
  }

  /** Those that want to wait for nobody, but not those whose nodes are being created. */
  List<Attempt> thoseWhoAskedOnce() {
    if (askedOnce.isEmpty()) {
      return List.of();
    }
    askedOnce.removeIf(attempt -> attempt.over);
    List<Attempt> all = new ArrayList<>(askedOnce);
    all.removeAll(creating);
    return all;
  }

  /** Takes the first ones that have no node, up to a number, to create nodes for them. */
  List<Attempt> startCreating(int most) {
    List<Attempt> batch = new ArrayList<>(most);
    while (batch.size() < most && !unplaced.isEmpty()) {
      batch.add(unplaced.remove());
    }
    creating = batch;
    return batch;
  }

  /** Nothing is being created any more; each of the batch is to be placed or given back. */
  void endCreating() {
    creating = List.of();
  }

  void place(Attempt attempt, OwnNode node) {
    attempt.node = node;
    attempt.listed = false;
    int at = placed.size();
    while (at > 0 && node.place().isBefore(placed.get(at - 1).placedNode().place())) {
      at--;
    }
    placed.add(at, attempt);
  }

  /** The attempt needs a node, before all others that do. */
  void giveBack(Attempt attempt) {
    placed.remove(attempt);
    attempt.node = null;
    attempt.blocked = false;
    unplaced.addFirst(attempt);
  }

  /** Takes an attempt away; tells whether it had a node. */
  boolean remove(Attempt attempt) {
    attempt.over = true;
    askedOnce.remove(attempt);
    unplaced.remove(attempt);
    return placed.remove(attempt);
  }
}
