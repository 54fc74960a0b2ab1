package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who must hear of a change. A listener is found by one condition of its query, so that a change
 * costs those who ask for a value that the device has or had, and not all. Not thread-safe.
 */
public final class ContinuousQueries {
  private final Map<Field, Map<String, Set<QueryListener>>> byValue = new HashMap<>();
  private final Set<QueryListener> ofAll = new LinkedHashSet<>();

  /** Adds a listener and tells it of what matches in a snapshot, which must be the current one. */
  public void add(QueryListener listener, TableSnapshot now) {
    if (!listener.begin(now.find(listener.query()))) {
      return;
    }
    List<Condition> conditions = Condition.of(listener.query());
    if (conditions.isEmpty()) {
      ofAll.add(listener);
    } else {
      Condition first = conditions.get(0);
      byValue
          .computeIfAbsent(first.field(), field -> new HashMap<>())
          .computeIfAbsent(first.value(), value -> new LinkedHashSet<>())
          .add(listener);
    }
  }

  /** Removes a listener, if it is here. */
  public void remove(QueryListener listener) {
    List<Condition> conditions = Condition.of(listener.query());
    if (conditions.isEmpty()) {
      ofAll.remove(listener);
      return;
    }
    Condition first = conditions.get(0);
    byValue.computeIfPresent(
        first.field(),
        (field, ofField) -> {
          ofField.computeIfPresent(
              first.value(),
              (value, listeners) ->
                  listeners.remove(listener) && listeners.isEmpty() ? null : listeners);
          return ofField.isEmpty() ? null : ofField;
        });
  }

  /** Tells those concerned of a change. */
  public void changed(@Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {
    ofAll.forEach(listener -> listener.changed(before, after));
    byValue.forEach(
        (field, listeners) -> {
          Collection<String> is = after == null ? List.of() : field.valuesOf(after);
          Collection<String> was = before == null ? List.of() : field.valuesOf(before);
          for (String value : is) {
            tell(listeners.get(value), before, after);
          }
          for (String value : was) {
            if (!is.contains(value)) {
              tell(listeners.get(value), before, after);
            }
          }
        });
  }

  private static void tell(
      @Nullable Set<QueryListener> listeners,
      @Nullable RegisteredDevice before,
      @Nullable RegisteredDevice after) {
    if (listeners != null) {
      listeners.forEach(listener -> listener.changed(before, after));
    }
  }
}
