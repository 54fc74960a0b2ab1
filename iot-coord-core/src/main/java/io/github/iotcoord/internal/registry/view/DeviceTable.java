package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The devices, written by one thread at a time and read by any: each batch of changes is published
 * as a whole by one volatile write. Indexes are built when a query first asks for them, at most
 * {@value #MOST_INDEXES}; from then on they follow the devices and are published with them.
 */
public final class DeviceTable {
  /** Queries by ever new attributes must not fill the memory. */
  static final int MOST_INDEXES = 64;

  private static final int FEW = 1_024;

  private final Executor writer;
  private final Set<Field> wanted = ConcurrentHashMap.newKeySet();
  private final Map<Field, FieldIndexEditor> indexes = new HashMap<>();
  // Each as the answer of a lookup, so that no lookup makes one.
  private VectorEditor<Optional<RegisteredDevice>> devices = new VectorEditor<>();
  private SlotHashEditor ids = idsOf(devices);
  private long generation;
  private volatile TableSnapshot snapshot;

  /**
   * @param writer runs tasks one at a time, in turn with the calls of {@link #apply}
   */
  public DeviceTable(Executor writer) {
    this.writer = writer;
    this.snapshot = new TableSnapshot(0, 0, devices.publish(), ids.publish(), Map.of(), this::want);
  }

  /** The devices as they are now. */
  public TableSnapshot snapshot() {
    return snapshot;
  }

  /** Takes over a batch of changes. */
  public void apply(List<MirrorChange<RegisteredDevice>> changes) {
    generation++;
    for (MirrorChange<RegisteredDevice> change : changes) {
      RegisteredDevice after = change.after();
      RegisteredDevice either = after == null ? change.before() : after;
      if (either != null) {
        put(either.id(), after);
      }
    }
    if (devices.used() > FEW && ids.size() < devices.used() / 4) {
      compact();
    }
    publish();
  }

  private void put(DeviceId id, @Nullable RegisteredDevice after) {
    int position = TableSnapshot.positionOf(id, ids, devices);
    if (position >= 0) {
      int slot = ids.numberAt(position);
      RegisteredDevice before = devices.at(slot).orElseThrow();
      indexes.values().forEach(index -> index.leave(slot, before, after));
      if (after == null) {
        ids.remove(position);
        devices.remove(slot);
      } else {
        devices.replace(slot, Optional.of(after));
        indexes.values().forEach(index -> index.enter(slot, before, after));
      }
    } else if (after != null) {
      int slot = devices.add(Optional.of(after));
      ids.add(SlotHash.hash(id.value()), slot);
      indexes.values().forEach(index -> index.enter(slot, null, after));
    }
  }

  private void publish() {
    Map<Field, FieldIndex> published = new HashMap<>();
    indexes.forEach((field, index) -> published.put(field, index.publish(generation)));
    snapshot =
        new TableSnapshot(
            generation, ids.size(), devices.publish(), ids.publish(), published, this::want);
  }

  private void want(Field field) {
    if (!wanted.contains(field) && wanted.size() < MOST_INDEXES && wanted.add(field)) {
      writer.execute(
          () -> {
            build(field);
            publish();
          });
    }
  }

  private void build(Field field) {
    FieldIndexEditor index = new FieldIndexEditor(field, devices);
    for (int slot = 0; slot < devices.limit(); slot++) {
      Optional<RegisteredDevice> entry = devices.get(slot);
      index.enter(slot, null, entry == null ? null : entry.orElseThrow());
    }
    indexes.put(field, index);
  }

  /** Gives the devices new slots, when most of them are not in use any more. */
  private void compact() {
    PagedVector<Optional<RegisteredDevice>> before = devices.publish();
    devices = new VectorEditor<>();
    ids = idsOf(devices);
    for (int slot = 0; slot < before.limit(); slot++) {
      Optional<RegisteredDevice> entry = before.get(slot);
      if (entry != null) {
        ids.add(SlotHash.hash(TableSnapshot.nameOf(entry)), devices.add(entry));
      }
    }
    Set.copyOf(indexes.keySet()).forEach(this::build);
  }

  private static SlotHashEditor idsOf(PagedVector<Optional<RegisteredDevice>> devices) {
    return new SlotHashEditor(slot -> SlotHash.hash(TableSnapshot.nameOf(devices.at(slot))));
  }
}
