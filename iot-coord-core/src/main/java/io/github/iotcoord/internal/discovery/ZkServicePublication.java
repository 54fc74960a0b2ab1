package io.github.iotcoord.internal.discovery;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.discovery.ServiceEndpoint;
import io.github.iotcoord.discovery.ServicePublication;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.listen.Listenable;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the node once on each session, until it is closed. Nothing here blocks. */
final class ZkServicePublication implements ServicePublication {
  private static final Logger log = LoggerFactory.getLogger(ZkServicePublication.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration SPREAD = Duration.ofSeconds(1);

  private final CoordContext context;
  private final ServiceEndpoint endpoint;
  private final InstanceNode node;
  private final Runnable afterClose;
  private final Subscription lease;

  // Guarded by this.
  private @Nullable CompletableFuture<Long> making;
  private long session;
  private boolean closed;

  ZkServicePublication(
      CoordContext context, ServiceEndpoint endpoint, InstanceNode node, Runnable afterClose) {
    this.context = context;
    this.endpoint = endpoint;
    this.node = node;
    this.afterClose = afterClose;
    this.lease = context.lease().addListener(this::changed, context.scheduler());
  }

  @Override
  public ServiceEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public synchronized boolean isPublished() {
    return !closed && session != 0 && !context.lease().hasEnded(session);
  }

  /** Makes the node for the first time; if that fails, nothing is tried again. */
  CompletableFuture<Long> start() {
    CompletableFuture<Long> first;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new CoordinationClosedException("The publication of " + node.path()));
      }
      first = make();
      making = first;
    }
    return first.whenComplete((made, failure) -> made(made, failure, false));
  }

  private void changed(State state) {
    if (state == State.HELD) {
      // Whoever lost a session did so with many others.
      context.scheduler().after(ZkClient.jittered(SPREAD), this::renew);
    }
  }

  private void renew() {
    CompletableFuture<Long> next;
    synchronized (this) {
      if (closed
          || making != null
          || !context.lease().isValid()
          || session == context.lease().sessionId()) {
        return;
      }
      next = make();
      making = next;
    }
    next.whenComplete((made, failure) -> made(made, failure, true));
  }

  private CompletableFuture<Long> make() {
    return context
        .zk()
        .retrying("Publishing " + node.path(), context.operationTimeout(), node::make);
  }

  private void made(@Nullable Long made, @Nullable Throwable failure, boolean again) {
    synchronized (this) {
      making = null;
      if (made != null) {
        session = made;
      }
      if (closed) {
        return;
      }
    }
    if (made != null) {
      renew(); // the session may have been lost meanwhile
    } else if (again && failure != null) {
      if (!ZkErrors.isConnectionTrouble(failure)) {
        log.error("{} cannot be published again yet", node.path(), failure);
      }
      context.scheduler().after(ZkClient.jittered(PAUSE), this::renew);
    }
  }

  @Override
  public void close() {
    CompletableFuture<Long> last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = making;
    }
    node.abandon();
    lease.close();
    afterClose.run();
    CompletableFuture<?> before =
        last == null
            ? CompletableFuture.completedFuture(null)
            : last.handle((made, failed) -> null);
    context.track(before.thenCompose(done -> withdraw()));
    context.disown(this);
  }

  private CompletableFuture<Void> withdraw() {
    Removal later = new Removal();
    Listenable<ConnectionStateListener> connection =
        context.zk().curator().getConnectionStateListenable();
    connection.addListener(later);
    return context
        .zk()
        .retrying("Withdrawing " + node.path(), context.operationTimeout(), node::remove)
        .whenComplete(
            (gone, failure) -> {
              if (failure == null) {
                connection.removeListener(later);
              } else {
                log.warn("{} cannot be withdrawn yet", node.path(), failure);
              }
            });
  }

  /**
   * Removes the node when the connection comes back, which may be when our own threads have ended,
   * and with the session alive. Curator's guaranteed deletion would not look at whose node it is.
   */
  private final class Removal implements ConnectionStateListener {
    @Override
    public void stateChanged(CuratorFramework curator, ConnectionState change) {
      if (change != ConnectionState.RECONNECTED) {
        return;
      }
      curator.getConnectionStateListenable().removeListener(this);
      try {
        node.remove(context.zk().session())
            .whenComplete((gone, failure) -> log.debug("{} removed late", node.path(), failure));
      } catch (RuntimeException e) {
        log.debug("{} is left to the end of its session", node.path(), e);
      }
    }
  }
}
