package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.registry.DeviceId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many uses of each device are under way. Thread-safe. */
final class Uses {
  private final Map<DeviceId, AtomicInteger> uses = new ConcurrentHashMap<>();

  AtomicInteger of(DeviceId device) {
    return uses.computeIfAbsent(device, id -> new AtomicInteger());
  }

  /** Forgets who is no candidate, so that devices that come and go leave nothing behind. */
  void keepOnly(Candidates candidates) {
    if (uses.size() > 2 * candidates.size() + 16) {
      Map<DeviceId, AtomicInteger> kept = new ConcurrentHashMap<>();
      for (int i = 0; i < candidates.size(); i++) {
        DeviceId id = candidates.device(i).id();
        kept.put(id, of(id));
      }
      uses.entrySet()
          .removeIf(entry -> !kept.containsKey(entry.getKey()) && entry.getValue().get() == 0);
    }
  }
}
