package io.github.iotcoord.internal.discovery;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.discovery.ServiceEndpoint;
import io.github.iotcoord.discovery.ServiceView;
import io.github.iotcoord.internal.codec.ServiceInstanceCodec;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.TreeMirror;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A mirror of the directory, of which one service is kept. */
final class MirrorServiceView implements ServiceView {
  /**
   * What a node is to this view.
   *
   * @param relevant whether it belongs to the service
   * @param endpoint null if it is not enabled, or not relevant
   */
  private record Instance(boolean relevant, @Nullable ServiceEndpoint endpoint) {}

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Instance OTHER = new Instance(false, null);

  private final CoordContext context;
  private final String service;
  private final String parent;
  private final TreeMirror<Instance> mirror;
  private final Listeners<List<ServiceEndpoint>> listeners = new Listeners<>();

  // Guarded by this.
  private final TreeMap<String, ServiceEndpoint> instances = new TreeMap<>();
  private List<ServiceEndpoint> list = List.of();
  private boolean waiting;
  private boolean closed;

  private MirrorServiceView(CoordContext context, String base, String service) {
    this.context = context;
    this.service = service;
    this.parent = ZnodeLayout.service(base, service);
    this.mirror =
        new TreeMirror<>(
            context, base, false, (path, name, node) -> decode(path, node), this::changed);
  }

  /** Opens a view and waits until it has been loaded. */
  static ServiceView open(CoordContext context, String base, String service)
      throws InterruptedException {
    MirrorServiceView view = context.own(new MirrorServiceView(context, base, service));
    try {
      context.await(view.mirror.start(), "Loading the instances of " + service);
      view.show();
      return view;
    } catch (InterruptedException | RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private Instance decode(String path, Node node) {
    return ZnodeLayout.parentOf(path).equals(parent)
        ? new Instance(true, ServiceInstanceCodec.decode(service, node.data()))
        : OTHER;
  }

  private synchronized void changed(List<MirrorChange<Instance>> changes) {
    for (MirrorChange<Instance> change : changes) {
      Instance before = change.before();
      Instance after = change.after();
      if ((before == null || !before.relevant) && (after == null || !after.relevant)) {
        continue;
      }
      ServiceEndpoint endpoint = after == null ? null : after.endpoint;
      if (endpoint == null) {
        instances.remove(change.name());
      } else {
        instances.put(change.name(), endpoint);
      }
    }
    showWhenLive();
  }

  // While the mirror compares after an outage it may know already what has gone and not yet what
  // has come instead.
  private void showWhenLive() {
    if (mirror.freshness().live()) {
      show();
    } else if (!waiting) {
      waiting = true;
      context.scheduler().after(PAUSE, this::lookAgain);
    }
  }

  private synchronized void lookAgain() {
    waiting = false;
    if (!closed) {
      showWhenLive();
    }
  }

  private synchronized void show() {
    List<ServiceEndpoint> now = List.copyOf(instances.values());
    if (!closed && !now.equals(list)) {
      list = now;
      listeners.publish(now);
    }
  }

  @Override
  public synchronized List<ServiceEndpoint> list() {
    requireOpen();
    return list;
  }

  @Override
  public synchronized Subscription addListener(
      Consumer<List<ServiceEndpoint>> listener, Executor executor) {
    Listeners.require(listener, executor);
    requireOpen();
    return listeners.addWithInitial(listener, executor, List.of(list));
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
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    context.disown(this);
    mirror.close();
    listeners.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("The view of service " + service);
    }
  }
}
