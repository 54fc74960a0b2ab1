package io.github.iotcoord.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A view, and what its events alone say that it is. */
final class FollowedView {
  private final DeviceView view;
  private final Map<DeviceId, RegisteredDevice> replayed = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  FollowedView(DeviceView view) {
    this.view = view;
    view.addListener(this::replay, Runnable::run);
  }

  private synchronized void replay(DeviceEvent event) {
    DeviceId id = event.device().id();
    RegisteredDevice after = event.after();
    RegisteredDevice known = after == null ? replayed.remove(id) : replayed.put(id, after);
    DeviceEvent.Kind expected =
        known == null
            ? DeviceEvent.Kind.ADDED
            : after == null ? DeviceEvent.Kind.REMOVED : DeviceEvent.Kind.UPDATED;
    if (event.kind() != expected || !Objects.equals(event.before(), known)) {
      problems.add(event + " after " + known);
    }
  }

  DeviceView view() {
    return view;
  }

  Map<DeviceId, RegisteredDevice> records() {
    Map<DeviceId, RegisteredDevice> records = new HashMap<>();
    view.find(DeviceQuery.all()).forEach(device -> records.put(device.id(), device));
    return records;
  }

  synchronized Map<DeviceId, RegisteredDevice> replayed() {
    return new HashMap<>(replayed);
  }

  /** Events that do not follow from those before them. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
