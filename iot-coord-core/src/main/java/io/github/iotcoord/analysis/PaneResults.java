package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Merges panes into the results of devices, and those into the ones of groups and the fleet. */
final class PaneResults {
  private record Key(WindowScope scope, String name, String metric) {}

  /** Which series of a window late samples have come to. */
  static final class Dirty {
    private final Map<String, Set<DeviceId>> metrics = new TreeMap<>();

    void add(Sample sample) {
      metrics.computeIfAbsent(sample.metric(), m -> new HashSet<>()).add(sample.device());
    }
  }

  private final WindowScopes scopes;
  private final long size;
  private final Consumer<WindowAggregate> sink;
  private final TreeMap<Long, Map<Key, Integer>> revisions = new TreeMap<>();

  PaneResults(WindowScopes scopes, long size, Consumer<WindowAggregate> sink) {
    this.scopes = scopes;
    this.size = size;
    this.sink = sink;
  }

  void onTime(long start, NavigableMap<Long, Pane> panes) {
    Set<String> metrics = new TreeSet<>();
    panes.values().forEach(pane -> metrics.addAll(pane.metrics().keySet()));
    for (String metric : metrics) {
      results(start, metric, panes.values(), null);
    }
  }

  void late(long start, NavigableMap<Long, Pane> panes, Dirty dirty) {
    dirty.metrics.forEach((metric, devices) -> results(start, metric, panes.values(), devices));
  }

  /** Forgets the revisions of windows that end by then. */
  void forget(long end) {
    if (!revisions.isEmpty()) {
      revisions.headMap(end == Long.MAX_VALUE ? end : end - size, true).clear();
    }
  }

  /**
   * @param late the devices whose late samples have changed the window, or null if it is new
   */
  private void results(
      long start, String metric, Collection<Pane> panes, @Nullable Set<DeviceId> late) {
    Set<String> lateGroups = late == null ? Set.of() : groupsOf(late);
    Map<DeviceId, Accumulator> devices = new TreeMap<>();
    for (Pane pane : panes) {
      Map<DeviceId, Accumulator> sums = pane.metrics().getOrDefault(metric, Map.of());
      if (late == null || scopes.fleet() || !lateGroups.isEmpty()) {
        sums.forEach((device, own) -> merge(devices, device, own));
      } else {
        late.forEach(device -> merge(devices, device, sums.get(device)));
      }
    }
    TreeMap<String, Accumulator> groups = new TreeMap<>();
    Accumulator fleet = new Accumulator();
    devices.forEach(
        (device, sums) -> {
          groupOf(device)
              .filter(group -> late == null || lateGroups.contains(group))
              .ifPresent(
                  group -> groups.computeIfAbsent(group, g -> new Accumulator()).merge(sums));
          if (scopes.fleet()) {
            fleet.merge(sums);
          }
        });
    boolean isLate = late != null;
    if (scopes.devices()) {
      devices.forEach(
          (device, sums) -> {
            if (late == null || late.contains(device)) {
              emit(new Key(WindowScope.DEVICE, device.value(), metric), start, sums, isLate);
            }
          });
    }
    groups.forEach(
        (group, sums) -> emit(new Key(WindowScope.GROUP, group, metric), start, sums, isLate));
    if (scopes.fleet()) {
      emit(new Key(WindowScope.FLEET, "", metric), start, fleet, isLate);
    }
  }

  private static void merge(
      Map<DeviceId, Accumulator> devices, DeviceId device, @Nullable Accumulator sums) {
    if (sums != null) {
      devices.computeIfAbsent(device, d -> new Accumulator()).merge(sums);
    }
  }

  private Optional<String> groupOf(DeviceId device) {
    return scopes.groups() == null ? Optional.empty() : scopes.groups().apply(device);
  }

  private Set<String> groupsOf(Set<DeviceId> devices) {
    Set<String> groups = new HashSet<>();
    devices.forEach(device -> groupOf(device).ifPresent(groups::add));
    return groups;
  }

  private void emit(Key key, long start, Accumulator sums, boolean isLate) {
    int revision =
        isLate
            ? revisions.computeIfAbsent(start, s -> new HashMap<>()).merge(key, 1, Integer::sum)
            : 0;
    sink.accept(
        new WindowAggregate(
            key.scope,
            key.name,
            key.metric,
            Instant.ofEpochMilli(start),
            Instant.ofEpochMilli(start + size),
            SampleStats.taking(sums),
            revision));
  }
}
