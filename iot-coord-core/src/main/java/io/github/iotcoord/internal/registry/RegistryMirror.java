package io.github.iotcoord.internal.registry;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.internal.codec.DeviceRecordDecoder;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.internal.zk.TreeMirror;
import io.github.iotcoord.registry.DeviceEvent;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one copy of the registry that all views of a process share, kept while there is any. */
final class RegistryMirror implements TreeMirror.Sink<RegisteredDevice>, AutoCloseable {
  private final CoordContext context;
  private final TreeMirror<RegisteredDevice> mirror;
  private final CompletableFuture<Void> loaded;
  private final Map<DeviceId, RegisteredDevice> devices = new ConcurrentHashMap<>();
  private final List<Consumer<DeviceEvent>> views = new CopyOnWriteArrayList<>();
  private final AtomicLong changes = new AtomicLong();
  private int users = 1;

  /** Begins to load, with one user. */
  RegistryMirror(CoordContext context) {
    this.context = context;
    DeviceRecordDecoder decoder = new DeviceRecordDecoder();
    this.mirror =
        new TreeMirror<>(
            context,
            context.layout().registry(),
            true,
            (path, name, node) -> decoder.decode(name, node.data(), node.stat().getVersion()),
            this);
    context.own(this);
    this.loaded = mirror.start();
  }

  CompletableFuture<Void> loaded() {
    return loaded;
  }

  /** Adds a user; false if the last one has gone already. */
  synchronized boolean retain() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  void release() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    context.disown(this);
    close();
  }

  @Override
  public void close() {
    mirror.close();
  }

  @Nullable RegisteredDevice find(DeviceId id) {
    return devices.get(id);
  }

  Collection<RegisteredDevice> all() {
    return devices.values();
  }

  int size() {
    return devices.size();
  }

  /** Grows with every change, so that what was computed before can be told from what is current. */
  long changes() {
    return changes.get();
  }

  Freshness freshness() {
    return mirror.freshness();
  }

  long quarantined() {
    return mirror.quarantined();
  }

  void addView(Consumer<DeviceEvent> view) {
    views.add(view);
  }

  void removeView(Consumer<DeviceEvent> view) {
    views.remove(view);
  }

  /** Runs a task between two batches of events. */
  void inOrder(Runnable task) {
    mirror.inOrder(task);
  }

  @Override
  public void changed(List<MirrorChange<RegisteredDevice>> batch) {
    for (MirrorChange<RegisteredDevice> change : batch) {
      RegisteredDevice before = change.before();
      RegisteredDevice after = change.after();
      if (after != null) {
        devices.put(after.id(), after);
      } else if (before != null) {
        devices.remove(before.id());
      }
    }
    changes.incrementAndGet();
    if (!views.isEmpty()) {
      for (MirrorChange<RegisteredDevice> change : batch) {
        DeviceEvent event = eventOf(change.before(), change.after());
        views.forEach(view -> view.accept(event));
      }
    }
  }

  static DeviceEvent eventOf(@Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {
    if (before == null) {
      return new DeviceEvent(DeviceEvent.Kind.ADDED, null, after);
    }
    return after == null
        ? new DeviceEvent(DeviceEvent.Kind.REMOVED, before, null)
        : new DeviceEvent(DeviceEvent.Kind.UPDATED, before, after);
  }
}
