package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.lock.Rule.Until;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a queue for a {@link LocalQueue}: lists it when it may have changed, and keeps the one
 * watch that tells when. Used only in the steps of its owner.
 */
final class Lookout {
  private static final Duration RETRY = Duration.ofMillis(200);

  /** Whom it looks for. */
  interface Owner {
    /** Runs a step, at any time and on any thread. */
    void step(Runnable step);

    /** The queue has been listed. */
    void listed(List<String> children, long sessionId, int asked);

    /**
     * A place that was in the way has gone. Returns whether it is known what that means; if not,
     * the queue is listed.
     */
    boolean gone(String name);

    /** The queue cannot be listed, and trying again will not help. */
    void unreadable(Throwable failure);

    /** It is time to see whether anything is to be done. */
    void resume();
  }

  private final CoordContext context;
  private final LeaseBreaks breaks;
  private final String path;
  private final Owner owner;
  private boolean looking;
  private boolean lookAgain;
  private @Nullable QueueWatch watch;
  private @Nullable Future<?> retry;
  private boolean closed;

  Lookout(CoordContext context, LeaseBreaks breaks, String path, Owner owner) {
    this.context = context;
    this.breaks = breaks;
    this.path = path;
    this.owner = owner;
  }

  /** Lists the queue, so that what has happened before this call is seen. */
  void look() {
    if (looking) {
      lookAgain = true;
      return;
    }
    ZkSession session = context.lease().session();
    if (session == null) {
      later();
      return;
    }
    looking = true;
    int asked = breaks.count();
    session
        .getChildren(path)
        .whenComplete(
            (children, failure) ->
                owner.step(() -> looked(children, session.id(), asked, failure)));
  }

  void lookUnlessLooking() {
    if (!looking) {
      look();
    }
  }

  /** Whether the queue is being listed, so that what is known of it may be out of date. */
  boolean isLooking() {
    return looking;
  }

  private void looked(
      @Nullable List<String> children, long sessionId, int asked, @Nullable Throwable failure) {
    looking = false;
    if (children != null) {
      owner.listed(children, sessionId, asked);
    } else if (ZkErrors.is(failure, Code.NONODE)) {
      owner.listed(List.of(), sessionId, asked);
    } else if (failure != null && !ZkErrors.isConnectionTrouble(failure)) {
      owner.unreadable(failure);
    } else {
      later();
    }
    if (lookAgain) {
      lookAgain = false;
      look();
    }
  }

  /**
   * Looks again when something happens to a node; nothing else is waited for any more.
   *
   * @param target the node of the place in the way; the queue's own for {@link Until#ANYTHING}
   */
  void await(ZkSession session, String target, Until until) {
    if (closed || (watch != null && watch.isFor(session, target, until))) {
      return;
    }
    stopWaiting();
    QueueWatch setting =
        new QueueWatch(
            session, target, until, (fired, what) -> owner.step(() -> fired(fired, until, what)));
    watch = setting;
    CompletableFuture<?> set = setting.set();
    set.whenComplete((there, failure) -> owner.step(() -> isSet(setting, until, failure)));
  }

  private void isSet(QueueWatch setting, Until until, @Nullable Throwable failure) {
    if (watch != setting) {
      return;
    }
    if (failure == null) {
      if (until == Until.CHANGED || until == Until.ANYTHING) {
        look(); // what it tells of may have happened before it was set
      }
      return;
    }
    watch = null;
    if (ZkErrors.is(failure, Code.NONODE)) {
      look();
    } else {
      later();
    }
  }

  private void fired(QueueWatch fired, Until until, EventType what) {
    if (watch != fired) {
      return;
    }
    watch = null;
    boolean waitedForOne = until == Until.GONE || until == Until.LAST_GONE;
    boolean known =
        waitedForOne
            && what == EventType.NodeDeleted
            && owner.gone(ZnodeLayout.nameOf(fired.path()));
    if (!known) {
      look();
    }
  }

  void stopWaiting() {
    if (watch != null) {
      watch.remove();
      watch = null;
    }
  }

  /** Has the owner resume after a short while. */
  void later() {
    if (retry == null && !closed) {
      retry =
          context
              .scheduler()
              .after(
                  ZkClient.jittered(RETRY),
                  () ->
                      owner.step(
                          () -> {
                            retry = null;
                            owner.resume();
                          }));
    }
  }

  void close() {
    closed = true;
    stopWaiting();
    if (retry != null) {
      retry.cancel(false);
    }
  }
}
