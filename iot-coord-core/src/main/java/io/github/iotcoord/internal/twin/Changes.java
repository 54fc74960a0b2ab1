package io.github.iotcoord.internal.twin;

import io.github.iotcoord.registry.DeviceId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a follower has heard of and has not read yet. Thread-safe. */
final class Changes {
  /** All that had been heard of at one moment. */
  record Batch(List<DeviceId> devices, List<String> groups) {
    boolean isEmpty() {
      return devices.isEmpty() && groups.isEmpty();
    }
  }

  private final Runnable wake;
  private final Set<DeviceId> devices = new LinkedHashSet<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private boolean reset;
  private boolean woken;

  /**
   * @param wake called when somebody should look, not again before somebody has
   */
  Changes(Runnable wake) {
    this.wake = wake;
  }

  void devices(Collection<DeviceId> changed) {
    synchronized (this) {
      devices.addAll(changed);
    }
    wake();
  }

  void groups(Collection<String> changed) {
    synchronized (this) {
      groups.addAll(changed);
    }
    wake();
  }

  /** Something may have been missed. */
  void reset() {
    synchronized (this) {
      reset = true;
    }
    wake();
  }

  /** Has somebody look, now or soon, whether there is anything. */
  void wake() {
    synchronized (this) {
      if (woken) {
        return;
      }
      woken = true;
    }
    wake.run();
  }

  synchronized boolean takeReset() {
    woken = false;
    boolean taken = reset;
    reset = false;
    return taken;
  }

  synchronized Batch take() {
    woken = false;
    Batch taken = new Batch(List.copyOf(devices), List.copyOf(groups));
    devices.clear();
    groups.clear();
    return taken;
  }

  void putBack(Batch batch) {
    devices(batch.devices);
    groups(batch.groups);
  }

  synchronized boolean isEmpty() {
    return !reset && groups.isEmpty() && devices.isEmpty();
  }
}
