package io.github.iotcoord.internal.registry;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.registry.select.SnapshotSelector;
import io.github.iotcoord.internal.registry.view.QueryListener;
import io.github.iotcoord.internal.registry.view.QueryResult;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceEvent;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.DeviceSnapshot;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectorOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One caller's view: its listeners, and its share in the copy behind it. */
final class MirrorDeviceView implements DeviceView {
  private final CoordContext context;
  private final RegistryMirror mirror;
  private final Set<QueryListener> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  MirrorDeviceView(CoordContext context, RegistryMirror mirror) {
    this.context = context;
    this.mirror = mirror;
  }

  @Override
  public DeviceSnapshot snapshot() {
    requireOpen();
    return mirror.devices().snapshot();
  }

  @Override
  public Optional<RegisteredDevice> find(DeviceId id) {
    return snapshot().find(id);
  }

  @Override
  public List<RegisteredDevice> find(DeviceQuery query) {
    return snapshot().find(query);
  }

  @Override
  public int size() {
    return snapshot().size();
  }

  @Override
  public DeviceSelector selector(DeviceQuery query, SelectorOptions options) {
    requireOpen();
    if (query == null || options == null) {
      throw new IllegalArgumentException("query and options must not be null");
    }
    QueryResult result = new QueryResult(mirror.devices(), query);
    return new SnapshotSelector(result::changes, result::devices, options, context.ticker());
  }

  @Override
  public Subscription addListener(Consumer<DeviceEvent> listener, Executor executor) {
    return addListener(DeviceQuery.all(), listener, executor);
  }

  @Override
  public Subscription addListener(
      DeviceQuery query, Consumer<DeviceEvent> listener, Executor executor) {
    requireOpen();
    QueryListener added = new QueryListener(query, listener, executor);
    listeners.add(added);
    mirror.add(added);
    if (closed.get()) {
      // It may have been added too late for closing to see it.
      end(added);
    }
    return () -> end(added);
  }

  private void end(QueryListener listener) {
    if (listeners.remove(listener)) {
      listener.close();
      mirror.remove(listener);
    }
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
      listeners.forEach(this::end);
      mirror.release();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new CoordinationClosedException("The device view");
    }
  }
}
