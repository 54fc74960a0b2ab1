package io.github.iotcoord.twin;

import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A listener that keeps what it was told. */
final class Heard implements TwinListener {
  private final List<TwinDelta> deltas = new ArrayList<>();
  private final List<DeviceId> released = new ArrayList<>();

  @Override
  public synchronized void desired(TwinDelta delta) {
    deltas.add(delta);
  }

  @Override
  public synchronized void released(DeviceId device) {
    released.add(device);
  }

  synchronized List<TwinDelta> deltas() {
    return List.copyOf(deltas);
  }

  /** What was told of one device, in order. */
  synchronized List<TwinDelta> of(DeviceId device) {
    return deltas.stream().filter(delta -> delta.device().equals(device)).toList();
  }

  /** What was told last. */
  TwinDelta last() {
    List<TwinDelta> all = deltas();
    return all.get(all.size() - 1);
  }

  synchronized List<DeviceId> released() {
    return List.copyOf(released);
  }

  synchronized int count() {
    return deltas.size();
  }

  /** Whether a version of a device was told twice. */
  synchronized boolean anyTwice() {
    Set<List<Object>> versions = new HashSet<>();
    return deltas.stream().anyMatch(d -> !versions.add(List.of(d.device(), d.version())));
  }
}
