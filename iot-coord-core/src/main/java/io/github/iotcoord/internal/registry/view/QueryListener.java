package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.registry.DeviceEvent;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who wants to hear how the result of a query changes. */
public final class QueryListener {
  private final DeviceQuery query;
  private final Consumer<DeviceEvent> listener;
  private final Executor executor;
  private final Listeners<DeviceEvent> out = new Listeners<>();
  private volatile boolean closed;

  public QueryListener(DeviceQuery query, Consumer<DeviceEvent> listener, Executor executor) {
    if (query == null) {
      throw new IllegalArgumentException("query must not be null");
    }
    Listeners.require(listener, executor);
    this.query = query;
    this.listener = listener;
    this.executor = executor;
  }

  DeviceQuery query() {
    return query;
  }

  /** Tells of what matches already; false if nobody listens any more. */
  boolean begin(List<RegisteredDevice> present) {
    if (!closed) {
      out.addWithInitial(
          listener,
          executor,
          present.stream()
              .map(device -> new DeviceEvent(DeviceEvent.Kind.ADDED, null, device))
              .toList());
    }
    if (closed) {
      out.clear();
    }
    return !closed;
  }

  /** Tells of a change, if it concerns the query. */
  void changed(@Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {
    RegisteredDevice was = before != null && query.matches(before) ? before : null;
    RegisteredDevice is = after != null && query.matches(after) ? after : null;
    if (is != null) {
      DeviceEvent.Kind kind = was == null ? DeviceEvent.Kind.ADDED : DeviceEvent.Kind.UPDATED;
      out.publish(new DeviceEvent(kind, was, is));
    } else if (was != null) {
      out.publish(new DeviceEvent(DeviceEvent.Kind.REMOVED, was, null));
    }
  }

  /** Ends it: nothing more is told. Idempotent. */
  public void close() {
    closed = true;
    out.clear();
  }
}
