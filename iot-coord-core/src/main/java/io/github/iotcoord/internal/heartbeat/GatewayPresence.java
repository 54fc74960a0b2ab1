package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.GatewayClaim;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a gateway's claim: makes one on each session, and gives up for good when a newer process
 * has claimed the same name. Nothing here blocks. Thread-safe.
 */
final class GatewayPresence {
  private static final Logger log = LoggerFactory.getLogger(GatewayPresence.class);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(5);

  private enum State {
    /** There is no claim, and none is being made. */
    ABSENT,
    /** A claim is being made, or looked after. */
    BUSY,
    PRESENT,
    SUPERSEDED,
    CLOSED
  }

  /** A claim that was made: while its node exists, writes that check it are the gateway's. */
  record Held(ZkSession session, long sessionId, String path) {}

  /** Hears of what becomes of the presence; must not block. */
  interface Target {
    /** A claim has been made; the presence begins when the future ends. */
    CompletableFuture<Void> claimed(Held claim);

    /** Another process has taken the gateway's name. */
    void superseded();
  }

  static final long ANY_SESSION = 0;

  private final CoordContext context;
  private final String gateway;
  private final long onlySession;
  private final ClaimNodes nodes;
  private final Target target;

  private State state = State.ABSENT;
  private @Nullable Held held;
  private boolean attempted;

  /** Claims of others up to this number are older than ours, those above it newer. */
  private long olderUpTo = Long.MAX_VALUE;

  private long notBefore;

  GatewayPresence(CoordContext context, String incarnation, Instant since, Target target) {
    this(context, context.identity(), ANY_SESSION, new GatewayClaim(incarnation, since), target);
  }

  /**
   * @param onlySession the id of the one session on which claims are made; {@link #ANY_SESSION} for
   *     the one that is current at the time
   */
  GatewayPresence(
      CoordContext context, String gateway, long onlySession, GatewayClaim payload, Target target) {
    this.context = context;
    this.gateway = gateway;
    this.onlySession = onlySession;
    this.nodes = new ClaimNodes(context, gateway, payload);
    this.target = target;
    this.notBefore = context.ticker().nanos();
  }

  /** The claim in force, null while there is none. */
  synchronized @Nullable Held held() {
    return state == State.PRESENT ? held : null;
  }

  synchronized boolean isSuperseded() {
    return state == State.SUPERSEDED;
  }

  /** Looks after the claim: to be called again and again. */
  void tick() {
    synchronized (this) {
      if (state == State.PRESENT && held != null && context.lease().hasEnded(held.sessionId)) {
        state = State.ABSENT;
        held = null;
      }
      if (state != State.ABSENT
          || !context.lease().isValid()
          || context.ticker().nanos() - notBefore < 0) {
        return;
      }
      state = State.BUSY;
    }
    claim();
  }

  private void claim() {
    ZkSession session;
    try {
      session = context.zk().session();
    } catch (RuntimeException e) {
      ended(e);
      return;
    }
    long id = session.id();
    if (onlySession != ANY_SESSION && id != onlySession) {
      synchronized (this) {
        state = state == State.BUSY ? State.ABSENT : state;
      }
      return;
    }
    nodes
        .find(session)
        .thenCompose(found -> decide(session, id, found))
        .whenComplete((claimed, failure) -> ended(failure));
  }

  private CompletableFuture<Void> decide(ZkSession session, long id, ClaimNodes.Found found) {
    CompletableFuture<String> made;
    synchronized (this) {
      if (state != State.BUSY) {
        return CompletableFuture.completedFuture(null);
      }
      if (found.newestIsAnother() && found.newest() > olderUpTo) {
        supersede();
        return CompletableFuture.completedFuture(null);
      }
      String mine = found.ownOf(id);
      if (mine != null) {
        made = CompletableFuture.completedFuture(mine);
      } else {
        // Whoever is there at the first attempt is older.
        olderUpTo = Math.min(olderUpTo, found.newest());
        attempted = true;
        made = nodes.create(session);
      }
    }
    return made.thenCompose(path -> takeOver(new Held(session, id, path)));
  }

  private CompletableFuture<Void> takeOver(Held claim) {
    synchronized (this) {
      if (state != State.BUSY) {
        return CompletableFuture.completedFuture(null);
      }
      olderUpTo = ZnodeLayout.sequenceOf(claim.path);
      held = claim;
    }
    // Looked for again, because another may have been made just before ours.
    return nodes
        .find(claim.session)
        .thenCompose(found -> nodes.deleteOlder(claim.session, claim.path, found))
        .thenCompose(deleted -> claim.session.getData(claim.path, watcher(claim)))
        .thenCompose(node -> target.claimed(claim))
        .thenRun(
            () -> {
              synchronized (this) {
                if (state == State.BUSY) {
                  state = claim.equals(held) ? State.PRESENT : State.ABSENT;
                }
              }
            });
  }

  private synchronized void ended(@Nullable Throwable failure) {
    if (failure == null || state != State.BUSY) {
      return;
    }
    boolean trouble = ZkErrors.isConnectionTrouble(failure) || ZkErrors.is(failure, Code.NONODE);
    if (!trouble) {
      log.error("Gateway {} cannot claim its name; it tries again", gateway, failure);
    }
    Duration pause = ZkClient.jittered(trouble ? PAUSE : LONG_PAUSE);
    notBefore = context.ticker().nanos() + pause.toNanos();
    state = State.ABSENT;
  }

  private Watcher watcher(Held claim) {
    return (WatchedEvent event) -> {
      if (event.getType() == Watcher.Event.EventType.NodeDeleted) {
        disappeared(claim);
      }
    };
  }

  /**
   * The claim's node is gone: with its session, or because another process deleted it; which of the
   * two shows when the name is claimed anew.
   */
  synchronized void disappeared(Held claim) {
    if (claim.equals(held)) {
      held = null;
      if (state == State.PRESENT) {
        state = State.ABSENT;
      }
    }
  }

  private void supersede() {
    state = State.SUPERSEDED;
    held = null;
    log.error(
        "Another process has claimed to be gateway {}: this one publishes nothing any more",
        gateway);
    target.superseded();
  }

  /** Gives the presence up for good; the future ends when no claim is left. */
  CompletableFuture<Void> close() {
    Held last;
    synchronized (this) {
      boolean done = state == State.CLOSED || !attempted;
      last = held;
      state = State.CLOSED;
      held = null;
      if (done) {
        return CompletableFuture.completedFuture(null);
      }
    }
    if (last != null && !context.lease().isValid()) {
      leaveToCurator(last.path);
    }
    return context
        .zk()
        .retrying(
            "Giving up the claim of " + gateway,
            context.operationTimeout(),
            session -> nodes.find(session).thenCompose(found -> nodes.deleteOwn(session, found)))
        .whenComplete(
            (gone, failure) -> {
              if (failure != null && last != null) {
                leaveToCurator(last.path); // the connection broke before the lease knew of it
              }
            });
  }

  // The connection may come back when our own threads have ended, with the session alive.
  private void leaveToCurator(String path) {
    try {
      context.zk().curator().delete().guaranteed().inBackground().forPath(path);
    } catch (Exception e) {
      log.debug("{} is left to the end of its session", path, e);
    }
  }
}
