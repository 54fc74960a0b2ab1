package io.github.iotcoord.internal.registry;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.internal.codec.DeviceRecordDecoder;
import io.github.iotcoord.internal.registry.view.ContinuousQueries;
import io.github.iotcoord.internal.registry.view.DeviceTable;
import io.github.iotcoord.internal.registry.view.QueryListener;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.internal.zk.TreeMirror;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The one copy of the registry that all views of a process share, kept while there is any. */
final class RegistryMirror implements TreeMirror.Sink<RegisteredDevice>, AutoCloseable {
  private final CoordContext context;
  private final TreeMirror<RegisteredDevice> mirror;
  private final CompletableFuture<Void> loaded;
  private final DeviceTable devices = new DeviceTable(this::inOrder);
  private final ContinuousQueries queries = new ContinuousQueries();
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

  DeviceTable devices() {
    return devices;
  }

  Freshness freshness() {
    return mirror.freshness();
  }

  long quarantined() {
    return mirror.quarantined();
  }

  /** Adds a listener between two batches, so that it misses nothing and hears nothing twice. */
  void add(QueryListener listener) {
    inOrder(() -> queries.add(listener, devices.snapshot()));
  }

  void remove(QueryListener listener) {
    inOrder(() -> queries.remove(listener));
  }

  private void inOrder(Runnable task) {
    mirror.inOrder(task);
  }

  @Override
  public void changed(List<MirrorChange<RegisteredDevice>> batch) {
    devices.apply(batch);
    for (MirrorChange<RegisteredDevice> change : batch) {
      queries.changed(change.before(), change.after());
    }
  }
}
