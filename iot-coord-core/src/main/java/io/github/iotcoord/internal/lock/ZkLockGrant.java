package io.github.iotcoord.internal.lock;

import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.LockLostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The grant that stands on one node, which it watches.
 *
 * <p>Whatever ends its validity is noted at once, by whichever thread learns of it; what follows
 * from that runs on the serial executor.
 */
final class ZkLockGrant implements LockGrant {
  private static final Logger log = LoggerFactory.getLogger(ZkLockGrant.class);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final CoordContext context;
  private final String lockName;
  private final OwnNode node;
  private final SerialExecutor serial;
  private final LeaseBreaks breaks;
  private final Watcher watcher = this::process;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private final CompletableFuture<Void> removed = new CompletableFuture<>();

  private volatile int seenAt; // how many breaks there had been when the node was last asked for
  private volatile boolean gone;
  private volatile boolean closed;
  private final AtomicBoolean removing = new AtomicBoolean();

  /**
   * @param breaks closed by the grant
   * @param seenAt how many of them there had been when the node was asked for, and seen
   */
  ZkLockGrant(
      CoordContext context,
      String lockName,
      OwnNode node,
      LeaseBreaks breaks,
      int seenAt,
      SerialExecutor serial) {
    this.context = context;
    this.lockName = lockName;
    this.node = node;
    this.serial = serial;
    this.breaks = breaks;
    this.seenAt = seenAt;
  }

  @Override
  public String lockName() {
    return lockName;
  }

  @Override
  public long token() {
    return node.czxid();
  }

  @Override
  public boolean isValid() {
    return !closed && !gone && context.lease().holds(node.sessionId()) && seenAt == breaks.count();
  }

  @Override
  public void requireValid() {
    if (!isValid()) {
      String why =
          closed
              ? "has been released"
              : gone
                  ? "is lost: its session has ended or its node is gone"
                  : "may be lost: the session is not certainly alive at this moment";
      throw new LockLostException(
          "The grant " + token() + " of lock " + lockName + " " + why, null);
    }
  }

  @Override
  public Duration remaining() {
    Duration left = context.lease().remaining();
    return isValid() ? left : Duration.ZERO;
  }

  @Override
  public Subscription onLost(Runnable listener, Executor executor) {
    CompletableFuture<Void> call = lost.thenRunAsync(listener, executor);
    call.whenComplete(
        (done, failure) -> {
          if (failure != null && !(failure instanceof CancellationException)) {
            log.error("A listener to the loss of lock {} failed", lockName, failure);
          }
        });
    return () -> call.cancel(false);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.track(removed);
      // From this thread: what it asks of the lock next comes behind the deletion.
      remove();
    }
  }

  /** Looks for the node, and leaves a watch there. */
  void check() {
    if (removing.get()) {
      return;
    }
    int asked = breaks.count();
    node.session()
        .getData(node.path(), watcher)
        .whenComplete((found, failure) -> serial.execute(() -> checked(asked, found, failure)));
  }

  private void checked(int asked, @Nullable Node found, @Nullable Throwable failure) {
    if (removing.get()) {
      return;
    }
    if (found != null && node.is(found.stat())) {
      seenAt = asked;
    } else if (failure == null
        || ZkErrors.is(failure, Code.NONODE)
        || ZkErrors.is(failure, Code.SESSIONEXPIRED)) {
      lose();
    } else {
      log.debug("Could not look for {}", node.path(), failure);
      context.scheduler().after(ZkClient.jittered(RETRY), () -> serial.execute(this::check));
    }
  }

  /** Called on the serial executor, in the order in which the states came. */
  void leaseChanged(State state) {
    switch (state) {
      case HELD -> check();
      case UNCERTAIN -> {}
      case LOST -> lose();
    }
  }

  private void process(WatchedEvent event) {
    switch (event.getType()) {
      case NodeDeleted -> {
        gone = true;
        serial.execute(this::lose);
      }
      case None -> {
        if (event.getState() == KeeperState.Expired || event.getState() == KeeperState.Closed) {
          gone = true;
          serial.execute(this::lose);
        }
      }
      default -> serial.execute(this::check);
    }
  }

  private void lose() {
    gone = true;
    if (!closed && !removing.get()) {
      log.info("Lost the grant {} of lock {}", token(), lockName);
      context.track(removed);
      remove();
      lost.complete(null);
    }
  }

  private void remove() {
    if (removing.compareAndSet(false, true)) {
      breaks.close();
      context.disown(this);
      NodeRemoval.start(context, node.path()).thenRun(() -> removed.complete(null));
    }
  }

  @Override
  public LockGrant reenter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void fenced(java.util.function.Consumer<io.github.iotcoord.lock.FencedWrites> writes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> fencedAsync(
      java.util.function.Consumer<io.github.iotcoord.lock.FencedWrites> writes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String toString() {
    return "grant " + token() + " of lock " + lockName;
  }
}
