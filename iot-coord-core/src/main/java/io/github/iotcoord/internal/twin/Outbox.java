package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.TwinListener;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a listener: for each device the newest call, in the place of the first that has
 * not been made. So a slow listener costs no more memory than its devices. Thread-safe.
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  /** A call about a device; without a delta it is that the device has been released. */
  private record Call(DeviceId device, @Nullable TwinDelta delta) {}

  private final TwinListener listener;
  private final SerialExecutor executor;
  private final Map<DeviceId, Call> waiting = new LinkedHashMap<>(); // guarded by itself
  private volatile boolean closed;

  Outbox(TwinListener listener, Executor executor) {
    this.listener = listener;
    this.executor = new SerialExecutor(executor);
  }

  void desired(TwinDelta delta) {
    put(new Call(delta.device(), delta));
  }

  void released(DeviceId device) {
    put(new Call(device, null));
  }

  private void put(Call call) {
    synchronized (waiting) {
      if (waiting.put(call.device, call) != null) {
        return;
      }
    }
    executor.execute(this::callOnce);
  }

  /** What waits of a device is not told any more. */
  void drop(DeviceId device) {
    synchronized (waiting) {
      waiting.remove(device);
    }
  }

  void close() {
    closed = true;
  }

  private void callOnce() {
    Call call;
    synchronized (waiting) {
      Iterator<Call> first = waiting.values().iterator();
      if (closed || !first.hasNext()) {
        return;
      }
      call = first.next();
      first.remove();
    }
    try {
      if (call.delta == null) {
        listener.released(call.device);
      } else {
        listener.desired(call.delta);
      }
    } catch (RuntimeException e) {
      log.error("A listener failed on device {}; it goes on with what follows", call.device, e);
    }
  }
}
