package io.github.iotcoord.internal.twin;

import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a follower has heard of and has not read yet. Thread-safe. */
final class Changes {
  private final Runnable wake;
  private final Set<DeviceId> devices = new LinkedHashSet<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private boolean reset;
  private boolean woken;

  /**
   * @param wake called when there is something after there was nothing
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

  private void wake() {
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

  synchronized List<String> takeGroups() {
    List<String> taken = List.copyOf(groups);
    groups.clear();
    return taken;
  }

  synchronized List<DeviceId> takeDevices(int most) {
    List<DeviceId> taken = new ArrayList<>(Math.min(most, devices.size()));
    Iterator<DeviceId> next = devices.iterator();
    while (taken.size() < most && next.hasNext()) {
      taken.add(next.next());
      next.remove();
    }
    return taken;
  }

  synchronized boolean isEmpty() {
    return !reset && groups.isEmpty() && devices.isEmpty();
  }
}
