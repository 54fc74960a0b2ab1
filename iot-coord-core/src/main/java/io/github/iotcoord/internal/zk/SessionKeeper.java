package io.github.iotcoord.internal.zk;

import io.github.iotcoord.SessionLease;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link SessionLease} of one client: follows its sessions, and renews by {@code sync}.
 */
public final class SessionKeeper implements SessionLease, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SessionKeeper.class);

  /** Before a renewal that has failed is tried again. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ZkClient zk;
  private final Scheduler scheduler;
  // The scheduler has several threads, and what happens to the connection must be heard in order.
  private final SerialExecutor connectionChanges;
  private final Ticker ticker;
  private final String root;
  private final @Nullable Duration serverTick;
  private final Listeners<State> listeners = new Listeners<>();
  private final ConnectionStateListener connectionListener = this::connectionChanged;
  private final CompletableFuture<Void> firstProof = new CompletableFuture<>();

  // Guarded by this; `proof` is also read without the lock.
  private volatile Proof proof = new Proof(0, State.UNCERTAIN, 0, null);
  private State told = State.UNCERTAIN;
  private @Nullable LeaseClock clock;
  private boolean connected;
  private int round; // of renewals; an answer to an older round proves nothing
  private boolean closed;
  private @Nullable Future<?> renewal;
  private @Nullable Future<?> expiry;

  /** What is known: of which session, in which state, and for HELD until when. */
  private record Proof(long sessionId, State state, long validUntil, @Nullable ZkSession session) {

    Proof in(State next) {
      return new Proof(sessionId, next, 0, null);
    }
  }

  public SessionKeeper(
      ZkClient zk, Scheduler scheduler, Ticker ticker, String root, @Nullable Duration serverTick) {
    this.zk = zk;
    this.scheduler = scheduler;
    this.connectionChanges = new SerialExecutor(scheduler);
    this.ticker = ticker;
    this.root = root;
    this.serverTick = serverTick;
  }

  /** Begins to follow the client; the future ends with the first proof that a session is alive. */
  public CompletableFuture<Void> start() {
    CuratorFramework curator = zk.curator();
    curator.getConnectionStateListenable().addListener(connectionListener, connectionChanges);
    if (curator.getZookeeperClient().isConnected()) {
      connectionChanges.execute(() -> connectionChanged(curator, ConnectionState.CONNECTED));
    }
    return firstProof;
  }

  @Override
  public State state() {
    Proof p = proof;
    return p.state == State.HELD && ticker.nanos() - p.validUntil >= 0 ? State.UNCERTAIN : p.state;
  }

  @Override
  public Duration remaining() {
    Proof p = proof;
    return p.state == State.HELD
        ? Duration.ofNanos(Math.max(0, p.validUntil - ticker.nanos()))
        : Duration.ZERO;
  }

  @Override
  public long sessionId() {
    return proof.sessionId;
  }

  /** Whether the session with this id is certainly alive at this moment. */
  public boolean holds(long sessionId) {
    Proof p = proof;
    return p.sessionId == sessionId && p.state == State.HELD && ticker.nanos() - p.validUntil < 0;
  }

  /** Whether the session with this id has certainly ended. */
  public boolean hasEnded(long sessionId) {
    Proof p = proof;
    return p.sessionId != sessionId || p.state == State.LOST;
  }

  /**
   * The session that the lease stands for while it is held, and null otherwise. Never blocks, as
   * asking Curator may.
   */
  public @Nullable ZkSession session() {
    return proof.session;
  }

  @Override
  public Subscription addListener(Consumer<State> listener, Executor executor) {
    return listeners.add(listener, executor);
  }

  private void connectionChanged(CuratorFramework curator, ConnectionState change) {
    boolean renew = false;
    synchronized (this) {
      if (closed) {
        return;
      }
      switch (change) {
        case CONNECTED, RECONNECTED, READ_ONLY -> {
          connected = true;
          renew = true;
        }
        case SUSPENDED -> {
          connected = false;
          stopRenewals();
          if (proof.state == State.HELD) {
            move(proof.in(State.UNCERTAIN));
          }
        }
        case LOST -> {
          connected = false;
          stopRenewals();
          move(proof.in(State.LOST));
        }
      }
      if (clock != null && change != ConnectionState.CONNECTED) {
        clock.reset();
      }
    }
    if (renew) {
      renew();
    }
  }

  private void renew() {
    int asked;
    synchronized (this) {
      if (closed || !connected) {
        return;
      }
      stopRenewals();
      asked = round;
    }
    try {
      ZkSession session = zk.session();
      long sentAt = ticker.nanos();
      session.sync(root).whenComplete((done, failure) -> renewed(asked, session, sentAt, failure));
    } catch (RuntimeException e) {
      log.debug("Could not ask for a renewal of the session lease", e);
      renewLater(asked, PAUSE);
    }
  }

  private void renewed(int asked, ZkSession session, long sentAt, @Nullable Throwable failure) {
    Duration next = PAUSE;
    // Not before there is an answer: a session that is not connected yet has no id.
    long sessionId = session.id();
    synchronized (this) {
      if (closed || asked != round) {
        return;
      }
      if (failure == null) {
        LeaseClock c = clock;
        if (sessionId != proof.sessionId || c == null || proof.state == State.LOST) {
          c = newSession(session);
        }
        long now = ticker.nanos();
        c.answered(sentAt, now);
        if (connected && c.validUntil() - now > 0) {
          move(new Proof(sessionId, State.HELD, c.validUntil(), session));
          scheduleExpiry(c.validUntil());
        }
        next = Duration.ofNanos(c.interval());
        firstProof.complete(null);
      } else if (!ZkErrors.isConnectionTrouble(failure)) {
        firstProof.completeExceptionally(failure);
      }
      renewLater(asked, next);
    }
  }

  // Another session than the last one: that one is over, whether or not anybody said so.
  private LeaseClock newSession(ZkSession session) {
    if (proof.sessionId != 0 && proof.sessionId != session.id() && proof.state != State.LOST) {
      move(proof.in(State.LOST));
    }
    long timeout = session.timeout().toNanos();
    long tick = Math.min(timeout / 2, serverTick == null ? 2_000_000_000L : serverTick.toNanos());
    LeaseClock c = new LeaseClock(timeout, tick);
    clock = c;
    return c;
  }

  // Only with the lock held, so that listeners hear of states in the order in which they came.
  private void move(Proof next) {
    proof = next;
    if (next.state != told) {
      told = next.state;
      listeners.publish(next.state);
    }
  }

  private void scheduleExpiry(long validUntil) {
    if (expiry != null) {
      expiry.cancel(false);
    }
    long left = validUntil - ticker.nanos();
    expiry = scheduler.after(Duration.ofNanos(Math.max(0, left)), this::expireIfDue);
  }

  private synchronized void expireIfDue() {
    if (!closed && proof.state == State.HELD && ticker.nanos() - proof.validUntil >= 0) {
      move(proof.in(State.UNCERTAIN));
    }
  }

  private synchronized void renewLater(int asked, Duration pause) {
    if (!closed && connected && asked == round) {
      stopRenewals();
      renewal = scheduler.after(pause, this::renew);
    }
  }

  // What is under way is not listened to any more: it was asked before the connection changed, or
  // twice.
  private void stopRenewals() {
    round++;
    if (renewal != null) {
      renewal.cancel(false);
      renewal = null;
    }
  }

  @Override
  public void close() {
    zk.curator().getConnectionStateListenable().removeListener(connectionListener);
    synchronized (this) {
      closed = true;
      stopRenewals();
      if (expiry != null) {
        expiry.cancel(false);
      }
      proof = proof.in(State.LOST);
    }
    listeners.clear();
  }
}
