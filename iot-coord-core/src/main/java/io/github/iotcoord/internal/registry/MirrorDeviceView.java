package io.github.iotcoord.internal.registry;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceEvent;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectionStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One caller's view: its listeners, and its share in the copy behind it. */
final class MirrorDeviceView implements DeviceView {
  private static final Subscription CLOSED = () -> {};

  private final CoordContext context;
  private final RegistryMirror mirror;
  private final Listeners<DeviceEvent> listeners = new Listeners<>();
  private final Consumer<DeviceEvent> sink = listeners::publish;
  private final AtomicBoolean closed = new AtomicBoolean();

  MirrorDeviceView(CoordContext context, RegistryMirror mirror) {
    this.context = context;
    this.mirror = mirror;
    mirror.addView(sink);
  }

  @Override
  public Optional<RegisteredDevice> find(DeviceId id) {
    requireOpen();
    if (id == null) {
      throw new IllegalArgumentException("device id must not be null");
    }
    return Optional.ofNullable(mirror.find(id));
  }

  @Override
  public List<RegisteredDevice> find(DeviceQuery query) {
    requireOpen();
    if (query == null) {
      throw new IllegalArgumentException("query must not be null");
    }
    return matching(query);
  }

  private List<RegisteredDevice> matching(DeviceQuery query) {
    return mirror.all().stream()
        .filter(query::matches)
        .sorted(Comparator.comparing(RegisteredDevice::id))
        .toList();
  }

  @Override
  public int size() {
    requireOpen();
    return mirror.size();
  }

  @Override
  public DeviceSelector selector(DeviceQuery query, SelectionStrategy strategy) {
    requireOpen();
    if (query == null || strategy == null) {
      throw new IllegalArgumentException("query and strategy must not be null");
    }
    return new SnapshotSelector(mirror::changes, () -> matching(query), strategy);
  }

  @Override
  public Subscription addListener(Consumer<DeviceEvent> listener, Executor executor) {
    requireOpen();
    if (listener == null || executor == null) {
      throw new IllegalArgumentException("listener and executor must not be null");
    }
    // Between two batches of events, so that the listener misses none and hears none twice.
    AtomicReference<Subscription> registration = new AtomicReference<>();
    mirror.inOrder(
        () -> {
          if (registration.get() == CLOSED || closed.get()) {
            return;
          }
          List<DeviceEvent> present = new ArrayList<>();
          mirror.all().forEach(device -> present.add(RegistryMirror.eventOf(null, device)));
          Subscription added = listeners.addWithInitial(listener, executor, present);
          if (!registration.compareAndSet(null, added)) {
            added.close();
          }
        });
    return () -> {
      Subscription added = registration.getAndSet(CLOSED);
      if (added != null) {
        added.close();
      }
    };
  }

  @Override
  public Freshness freshness() {
    return mirror.freshness();
  }

  @Override
  public long quarantined() {
    return mirror.quarantined();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      context.disown(this);
      mirror.removeView(sink);
      listeners.clear();
      mirror.release();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new CoordinationClosedException("The device view");
    }
  }
}
