package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One search in a snapshot: it goes through the smallest posting of those that the query names, and
 * looks at the devices that are in the others too. Without an index it looks at all.
 */
final class Search {
  private final TableSnapshot snapshot;
  private final DeviceQuery query;
  private int visited;

  Search(TableSnapshot snapshot, DeviceQuery query) {
    if (query == null) {
      throw new IllegalArgumentException("query must not be null");
    }
    this.snapshot = snapshot;
    this.query = query;
  }

  void forEach(Consumer<RegisteredDevice> found) {
    List<SlotSet> sets = postings(Condition.of(query));
    if (sets.isEmpty()) {
      for (int slot = 0; slot < snapshot.devices().limit(); slot++) {
        visit(slot, found);
      }
      return;
    }
    sets.sort(Comparator.comparingInt(SlotSet::size));
    List<SlotSet> others = sets.subList(1, sets.size());
    sets.get(0)
        .forEach(
            slot -> {
              for (SlotSet other : others) {
                if (!other.contains(slot)) {
                  return;
                }
              }
              visit(slot, found);
            });
  }

  int count() {
    List<Condition> conditions = Condition.of(query);
    if (conditions.isEmpty()) {
      return snapshot.size();
    }
    if (conditions.size() == 1) {
      List<SlotSet> only = postings(conditions);
      if (!only.isEmpty()) {
        return only.get(0).size();
      }
    }
    int[] count = {0};
    forEach(device -> count[0]++);
    return count[0];
  }

  /** How many devices were looked at. */
  int visited() {
    return visited;
  }

  private List<SlotSet> postings(List<Condition> conditions) {
    List<SlotSet> sets = new ArrayList<>();
    for (Condition condition : conditions) {
      FieldIndex index = snapshot.index(condition.field());
      if (index != null) {
        sets.add(index.slots(condition.value(), snapshot.devices()));
      }
    }
    return sets;
  }

  private void visit(int slot, Consumer<RegisteredDevice> found) {
    Optional<RegisteredDevice> entry = snapshot.devices().get(slot);
    if (entry == null) {
      return; // the slot of a device that is gone
    }
    RegisteredDevice device = entry.orElseThrow();
    visited++;
    if (query.matches(device)) {
      found.accept(device);
    }
  }
}
