package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceSnapshot;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The devices and the indexes as they were between two batches of changes. Immutable. */
public final class TableSnapshot implements DeviceSnapshot {
  private final long generation;
  private final int size;
  private final PagedVector<Optional<RegisteredDevice>> devices;
  private final SlotHash ids;
  private final Map<Field, FieldIndex> indexes;
  private final Consumer<Field> wanted;

  /**
   * @param wanted hears of fields that would have been of use as an index
   */
  TableSnapshot(
      long generation,
      int size,
      PagedVector<Optional<RegisteredDevice>> devices,
      SlotHash ids,
      Map<Field, FieldIndex> indexes,
      Consumer<Field> wanted) {
    this.generation = generation;
    this.size = size;
    this.devices = devices;
    this.ids = ids;
    this.indexes = indexes;
    this.wanted = wanted;
  }

  @Override
  public Optional<RegisteredDevice> find(DeviceId id) {
    if (id == null) {
      throw new IllegalArgumentException("device id must not be null");
    }
    int position = positionOf(id, ids, devices);
    return position < 0 ? Optional.empty() : devices.at(ids.numberAt(position));
  }

  static String nameOf(Optional<RegisteredDevice> device) {
    return device.orElseThrow().id().value();
  }

  static int positionOf(
      DeviceId id, SlotHash ids, PagedVector<Optional<RegisteredDevice>> devices) {
    long hash = SlotHash.hash(id.value());
    for (int p = ids.first(hash); p >= 0; p = ids.next(hash, p)) {
      if (nameOf(devices.at(ids.numberAt(p))).equals(id.value())) {
        return p;
      }
    }
    return -1;
  }

  @Override
  public List<RegisteredDevice> find(DeviceQuery query) {
    List<RegisteredDevice> found = new ArrayList<>();
    new Search(this, query).forEach(found::add);
    found.sort(Comparator.comparing(RegisteredDevice::id));
    return List.copyOf(found);
  }

  @Override
  public int count(DeviceQuery query) {
    return new Search(this, query).count();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Stream<RegisteredDevice> stream() {
    return IntStream.range(0, devices.limit())
        .mapToObj(devices::get)
        .filter(Objects::nonNull)
        .map(Optional::orElseThrow);
  }

  /** Grows with every batch of changes. */
  long generation() {
    return generation;
  }

  /** No later than this generation the result of a query changed last. */
  long generationOf(DeviceQuery query) {
    long newest = generation;
    for (Condition condition : Condition.of(query)) {
      FieldIndex index = index(condition.field());
      Long changed = index == null ? null : index.generation(condition.value(), devices);
      // What changes the result meets every condition, before or after.
      if (changed != null) {
        newest = Math.min(newest, changed);
      }
    }
    return newest;
  }

  PagedVector<Optional<RegisteredDevice>> devices() {
    return devices;
  }

  /** The index of a field; null if there is none yet, and then it is asked for. */
  @Nullable FieldIndex index(Field field) {
    FieldIndex index = indexes.get(field);
    if (index == null) {
      wanted.accept(field);
    }
    return index;
  }
}
