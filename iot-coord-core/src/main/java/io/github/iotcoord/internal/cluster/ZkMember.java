package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.cluster.Member;
import io.github.iotcoord.cluster.MemberState;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the member's node on each session, and sees if it is deleted. Nothing here blocks. */
final class ZkMember implements Member {
  private static final Logger log = LoggerFactory.getLogger(ZkMember.class);
  private static final int UNKNOWN = -1;
  private static final Duration SPREAD = Duration.ofMillis(500);

  private final CoordContext context;
  private final String group;
  private final String name;
  private final MemberNode node;
  private final Listeners<MemberState> listeners = new Listeners<>();
  private final Subscription lease;

  // Guarded by this.
  private MemberState state = MemberState.ABSENT;
  private boolean making;
  private boolean joined;
  private long session;
  private int version = UNKNOWN; // of our node

  ZkMember(CoordContext context, String group, String name, MemberNode node) {
    this.context = context;
    this.group = group;
    this.name = name;
    this.node = node;
    this.lease = context.lease().addListener(this::changed, context.scheduler());
  }

  /** Makes the node for the first time. */
  CompletableFuture<Void> start() {
    synchronized (this) {
      making = true;
    }
    return make(true);
  }

  private CompletableFuture<Void> make(boolean first) {
    return context
        .zk()
        .retrying(
            "Joining " + group + " as " + name,
            context.operationTimeout(),
            s ->
                node.make(s, first)
                    .thenCompose(
                        outcome ->
                            outcome == MemberNode.Outcome.TAKEN
                                ? CompletableFuture.completedFuture(0L)
                                : watch(s).thenApply(watched -> s.id())))
        .handle(
            (made, failure) -> {
              ended(made, failure);
              if (failure != null && first) {
                throw new java.util.concurrent.CompletionException(failure);
              }
              return null;
            });
  }

  // The children: that watch does not fire when the node is only written to.
  private CompletableFuture<List<String>> watch(ZkSession on) {
    long id = on.id();
    return on.getChildren(
        node.path(),
        event -> {
          if (event.getType() == EventType.NodeDeleted) {
            gone(id);
          }
        });
  }

  private void ended(@Nullable Long made, @Nullable Throwable failure) {
    synchronized (this) {
      making = false;
      if (state == MemberState.CLOSED) {
        return;
      }
      if (made == null) {
        boolean trouble =
            failure != null
                && (ZkErrors.isConnectionTrouble(failure) || ZkErrors.is(failure, Code.NONODE));
        if (!trouble) {
          log.warn("{} cannot join {} yet", name, group, failure);
        }
        if (joined) {
          later();
        }
        return;
      }
      if (made == 0) {
        log.error("Another process has joined {} as {}: this one is out", group, name);
        become(MemberState.SUPERSEDED);
        return;
      }
      joined = true;
      session = made;
      version = UNKNOWN;
      if (context.lease().hasEnded(made) && context.lease().sessionId() != 0) {
        later(); // lost meanwhile, or not known to the lease yet
      }
      become(MemberState.PRESENT);
    }
  }

  private void gone(long sessionId) {
    synchronized (this) {
      if (state != MemberState.PRESENT || session != sessionId) {
        return;
      }
      session = 0;
      become(MemberState.ABSENT);
    }
    later();
  }

  private void changed(SessionLease.State lease) {
    synchronized (this) {
      if (lease == SessionLease.State.LOST && state == MemberState.PRESENT) {
        become(MemberState.ABSENT);
      }
    }
    if (lease == SessionLease.State.HELD) {
      later();
    }
  }

  private void later() {
    // Whoever lost a session did so with many others.
    context.scheduler().after(ZkClient.jittered(SPREAD), this::renew);
  }

  private void renew() {
    synchronized (this) {
      boolean over = state == MemberState.CLOSED || state == MemberState.SUPERSEDED;
      if (over
          || making
          || !joined
          || !context.lease().isValid()
          || session == context.lease().sessionId()) {
        return;
      }
      making = true;
      become(MemberState.ABSENT);
    }
    make(false);
  }

  private void become(MemberState next) {
    if (state != next) {
      state = next;
      listeners.publish(next);
    }
  }

  @Override
  public String group() {
    return group;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized MemberState state() {
    return state == MemberState.PRESENT && context.lease().hasEnded(session)
        ? MemberState.ABSENT
        : state;
  }

  @Override
  public synchronized Subscription addListener(Consumer<MemberState> listener, Executor executor) {
    Listeners.require(listener, executor);
    if (state == MemberState.CLOSED) {
      throw new CoordinationClosedException("The member " + name + " of " + group);
    }
    return listeners.addWithInitial(listener, executor, List.of(state));
  }

  @Override
  public CompletableFuture<Void> touch() {
    int known;
    synchronized (this) {
      if (state != MemberState.PRESENT) {
        return CompletableFuture.failedFuture(
            new CoordinationUnavailableException(name + " is not in " + group + " now", null));
      }
      known = version;
      version = UNKNOWN;
    }
    try {
      ZkSession current = context.zk().session();
      CompletableFuture<Integer> expected =
          known == UNKNOWN ? node.version(current) : CompletableFuture.completedFuture(known);
      return expected
          .thenCompose(at -> node.touch(current, at))
          .thenAccept(
              now -> {
                synchronized (this) {
                  version = now;
                }
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    boolean out;
    synchronized (this) {
      if (state == MemberState.CLOSED) {
        return;
      }
      out = state == MemberState.SUPERSEDED;
      become(MemberState.CLOSED);
    }
    lease.close();
    context.disown(this);
    if (!out) {
      context.track(
          context
              .zk()
              .retrying(
                  "Leaving " + group, context.operationTimeout(), session -> node.remove(session))
              .exceptionally(
                  failure -> {
                    log.warn("{} leaves {} with its session", name, group, failure);
                    return null;
                  }));
    }
  }
}
