package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.internal.lock.Rule.Obstacle;
import io.github.iotcoord.internal.lock.Rule.Until;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one process wants of one queue in ZooKeeper, in the order in which it was asked for.
 *
 * <p>At most a handful of attempts have nodes at a time, created in batches; the others wait here.
 * The first one that has a node is judged by what is before it: nodes of others, as they were last
 * listed, and our own, as they are known here. Where nobody else's node is in between, the next one
 * goes in as soon as the one before has left, without waiting for the deletion to be answered: both
 * nodes are this process's, and everybody else waits for both.
 *
 * <p>Everything happens in steps under the monitor. A step blocks nobody: it sends requests, whose
 * answers begin other steps. What callers are told, they are told outside it.
 */
final class LocalQueue implements Lookout.Owner {
  private static final Logger log = LoggerFactory.getLogger(LocalQueue.class);

  /** How many nodes may wait in ZooKeeper for this process. */
  static final int WINDOW = 8;

  private final CoordContext context;
  private final LeaseBreaks breaks;
  private final GrantPatrol patrol;
  private final String name;
  private final String path;
  private final Consumer<LocalQueue> whenIdle;

  // Guarded by this.
  private final ArrayDeque<Runnable> outbox = new ArrayDeque<>();
  private final Waiters waiters = new Waiters();
  private final Inside inside = new Inside();
  private final QueueView view = new QueueView();
  private final Departures departures;
  private final Lookout lookout;
  private boolean pausing; // before nodes are created again
  private boolean closed;
  private boolean retired;

  /**
   * @param whenIdle called when nothing is going on here; {@link #retire()} is to follow
   */
  LocalQueue(
      CoordContext context,
      LeaseBreaks breaks,
      GrantPatrol patrol,
      String name,
      String path,
      Consumer<LocalQueue> whenIdle) {
    this.context = context;
    this.breaks = breaks;
    this.patrol = patrol;
    this.name = name;
    this.path = path;
    this.whenIdle = whenIdle;
    this.departures = new Departures(context, view, this);
    this.lookout = new Lookout(context, breaks, path, this);
  }

  String name() {
    return name;
  }

  String path() {
    return path;
  }

  @Override
  public void step(Runnable step) {
    synchronized (this) {
      step.run();
      advance();
      fill();
      departures.waitAMoment();
    }
    tell();
  }

  private void tell() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = outbox.poll();
        if (next == null && !isIdle()) {
          return;
        }
      }
      if (next == null) {
        whenIdle.accept(this);
        return;
      }
      next.run();
    }
  }

  private boolean isIdle() {
    return waiters.isEmpty() && inside.isEmpty() && departures.isEmpty() && outbox.isEmpty();
  }

  /** If nothing is going on here, takes no more attempts from now on and returns true. */
  synchronized boolean retire() {
    if (isIdle() && !retired) {
      retired = true;
      lookout.close();
    }
    return retired;
  }

  /** Takes an attempt; returns false if this queue has retired. */
  boolean submit(Attempt attempt) {
    synchronized (this) {
      if (retired) {
        return false;
      }
      Hold kept = inside.parked();
      if (closed) {
        fail(attempt, new CoordinationClosedException("This IotCoord"));
      } else if (kept != null && attempt.reuse && kept.stands()) {
        inside.unpark();
        grant(attempt, kept.successor());
      } else {
        unpark();
        if (attempt.once && isTaken(attempt) && context.lease().isValid()) {
          turnAway(attempt);
        } else {
          waiters.add(attempt);
          advance();
          fill();
        }
      }
    }
    tell();
    return true;
  }

  /**
   * Gives an attempt up.
   *
   * @return whether somebody else was in its way
   */
  boolean giveUp(Attempt attempt) {
    boolean taken;
    synchronized (this) {
      taken = isTaken(attempt);
      if (!attempt.over) {
        leave(attempt);
      }
      advance();
      fill();
    }
    tell();
    return taken;
  }

  /** Releases a hold of which the last handle has been closed. */
  void release(Hold hold) {
    step(() -> left(hold));
  }

  /** Somebody has deleted the node of a hold. */
  void nodeGone(Hold hold) {
    step(() -> lose(hold));
  }

  /**
   * Called on one thread at a time, in the order in which the states came.
   *
   * @param count how many breaks of the lease there had been, this state included
   */
  void leaseChanged(State state, int count) {
    step(
        () -> {
          switch (state) {
            case HELD -> resume();
            case UNCERTAIN -> departures.releaseNow();
            case LOST -> {
              departures.releaseNow();
              forgetWhatIsOlderThan(count);
            }
          }
        });
  }

  /** Ends everything: attempts fail, and holds are released. */
  void close() {
    step(
        () -> {
          closed = true;
          for (Attempt attempt : waiters.all()) {
            leave(attempt);
            fail(attempt, new CoordinationClosedException("This IotCoord"));
          }
          for (Hold hold : inside.holds()) {
            hold.markReleased();
            hold.writer().close();
            inside.remove(hold);
            departures.discard(hold.node());
          }
          unpark();
          departures.releaseNow();
          lookout.close();
        });
  }

  // What follows is called in steps only. First: attempts and holds that end.

  // Whether it is known that an attempt cannot go in now.
  private boolean isTaken(Attempt attempt) {
    Attempt first = waiters.firstPlaced();
    return attempt.blocked
        || (first != null && first.blocked)
        || attempt.rule.obstacle(inside.places()) != null;
  }

  private void turnAway(Attempt attempt) {
    attempt.blocked = true;
    attempt.over = true;
    outbox.add(() -> attempt.result().cancel(false));
  }

  private void fail(Attempt attempt, Throwable failure) {
    attempt.over = true;
    RuntimeException translated = ZkErrors.translate(failure, "Acquiring " + name);
    outbox.add(() -> attempt.fail(translated));
  }

  private void leave(Attempt attempt) {
    if (waiters.remove(attempt)) {
      departures.discard(attempt.placedNode());
    }
  }

  private void left(Hold hold) {
    boolean keep = hold.isReusable() && hold.isValid() && !view.hasForeign() && !closed;
    hold.markReleased();
    patrol.forget(hold);
    if (!inside.remove(hold)) {
      return; // it was lost
    }
    Attempt next = waiters.firstUnplaced();
    if (keep && waiters.isEmpty()) {
      hold.unwatch();
      inside.park(hold);
    } else if (keep && next != null && next.reuse) {
      hold.unwatch();
      waiters.remove(next);
      grant(next, hold.successor());
    } else {
      hold.writer().close();
      departures.releaseSoon(hold.node());
    }
  }

  private void unpark() {
    Hold kept = inside.unpark();
    if (kept != null) {
      kept.writer().close();
      departures.discard(kept.node());
    }
  }

  private void lose(Hold hold) {
    if (inside.parked() == hold) {
      unpark();
    } else if (inside.remove(hold)) {
      hold.markGone();
      hold.writer().close();
      patrol.forget(hold);
      departures.discard(hold.node()); // the session may be alive all the same
      log.info("Lost the grant {} of {}", hold.node().czxid(), name);
      outbox.add(() -> context.scheduler().after(Duration.ZERO, hold::tellLost));
    }
  }

  // Nodes for those that wait.

  private void fill() {
    int room = WINDOW - waiters.placedCount();
    if (closed || pausing || waiters.isCreating() || !waiters.hasUnplaced() || room <= 0) {
      return;
    }
    Attempt next = waiters.firstUnplaced();
    if (next != null && next.reuse && !view.hasForeign() && inside.hasReusable()) {
      return; // it will be given a node that is held here now
    }
    ZkSession session = context.lease().session();
    if (session == null) {
      lookout.later();
      return;
    }
    List<Attempt> batch = waiters.startCreating(room);
    List<OwnNode> left = departures.takeAlong(session);
    int asked = breaks.count();
    context.track(
        NodeBatch.create(context, session, path, batch, left, asked)
            .thenAccept(
                outcomes ->
                    step(
                        () -> {
                          departures.deleted(left);
                          created(outcomes, asked);
                        })));
  }

  private void created(List<NodeBatch.Outcome> outcomes, int asked) {
    waiters.endCreating();
    int made = 0;
    int places = 0;
    boolean counted = true;
    for (int i = outcomes.size() - 1; i >= 0; i--) {
      NodeBatch.Outcome outcome = outcomes.get(i);
      if (outcome.made() != null) {
        made++;
        places = Math.max(places, outcome.made().places());
        counted &= outcome.made().places() > 0;
        place(outcome.attempt(), outcome.made().node());
      } else if (!outcome.attempt().over) {
        noNode(outcome.attempt(), outcome.failure());
      }
    }
    Attempt first = waiters.firstPlaced();
    if (first != null && counted) {
      counted(first, made, places, asked);
    } else if (first != null) {
      lookout.look();
    }
  }

  private void place(Attempt attempt, OwnNode node) {
    view.add(node.place(), node.sessionId());
    if (attempt.over) {
      departures.discard(node);
    } else if (context.lease().hasEnded(node.sessionId())) {
      departures.discard(node);
      waiters.giveBack(attempt);
    } else {
      waiters.place(attempt, node);
    }
  }

  private void noNode(Attempt attempt, @Nullable Throwable failure) {
    if (failure != null) {
      fail(attempt, failure);
    } else {
      waiters.giveBack(attempt); // its session has ended, and that is about to be known
      pausing = true;
      lookout.later();
    }
  }

  // What the number of places in the queue, when the last node was created, says of the first one.
  private void counted(Attempt first, int made, int places, int asked) {
    OwnNode node = first.placedNode();
    boolean single = waiters.placedCount() == 1;
    if (places == made && made == waiters.placedCount()) {
      view.suppose(List.of(), true, asked);
      waiters.placedFromTheEnd().forEach(attempt -> attempt.listed = true);
    } else if (single
        && places > 1
        && first.rule.admits(places - 1)
        && asked == breaks.count()
        && context.lease().holds(node.sessionId())) {
      goIn(first, asked);
    } else if (single
        && places > 1
        && !first.once
        && first.kind.isExclusive()
        && view.ownCount() == 1) {
      // Where all are of one kind, those before ours most often have the numbers before ours. The
      // watch on one of them shows that it is there; if it cannot be set, the queue is listed.
      Place last = node.place().earlier(1);
      if (places == 2) {
        view.suppose(List.of(last), true, asked);
      } else {
        view.suppose(List.of(node.place().earlier(2), last), false, asked);
      }
      first.listed = true;
    } else {
      lookout.look();
    }
  }

  // Who goes in.

  private void advance() {
    for (Attempt first = waiters.firstPlaced(); first != null; first = waiters.firstPlaced()) {
      OwnNode node = first.placedNode();
      if (!first.listed) {
        return; // the answer is on its way
      }
      // After any wait: what was learned before the lease broke proves nothing.
      if (!context.lease().holds(node.sessionId())) {
        lookout.later();
        return;
      }
      if (view.seenAt() != breaks.count()) {
        lookout.look();
        return;
      }
      Obstacle obstacle = first.rule.obstacle(view.before(node.place()));
      if (obstacle == null && !view.isComplete()) {
        lookout.lookUnlessLooking();
        return;
      } else if (obstacle == null) {
        goIn(first, view.seenAt());
      } else if (!block(first, obstacle)) {
        return;
      }
    }
    guardWhatMayBeKept();
  }

  private void goIn(Attempt attempt, int seenAt) {
    OwnNode node = attempt.placedNode();
    waiters.remove(attempt);
    // Others may have seen this place wait that was never blocked here.
    boolean waited = attempt.blocked || attempt.kind == Kind.PERMIT;
    Hold hold = new Hold(context, breaks, node, seenAt, attempt.reuse, waited);
    grant(attempt, hold);
    // Whoever stands behind may have seen this place wait, and waits until it says otherwise.
    if (attempt.kind == Kind.PERMIT && (view.hasForeignBehind(node.place()) || view.hasLeft())) {
      hold.noteAcquired();
    }
  }

  private void grant(Attempt attempt, Hold hold) {
    attempt.over = true;
    inside.add(hold);
    patrol.add(hold, this);
    LockGrant grant = new ZkLockGrant(context, this, hold);
    outbox.add(() -> attempt.succeed(grant));
  }

  // The first one is blocked, and so are all. Returns whether there is another first one now.
  private boolean block(Attempt first, Obstacle obstacle) {
    first.blocked = true;
    // While the queue is being listed, the obstacle may have gone already; but the watch on the
    // last
    // one, where that is a guess, may as well be set meanwhile.
    if (lookout.isLooking() && (view.isComplete() || obstacle.until() != Until.LAST_GONE)) {
      return false;
    }
    List<Attempt> impatient = waiters.thoseWhoAskedOnce();
    for (Attempt attempt : impatient) {
      leave(attempt);
      turnAway(attempt);
    }
    if (impatient.contains(first)) {
      return true;
    }
    waitFor(obstacle, first.placedNode());
    return false;
  }

  private void waitFor(Obstacle obstacle, OwnNode node) {
    boolean ours = view.isOwn(obstacle.place());
    boolean anything =
        obstacle.until() == Until.ANYTHING || (ours && obstacle.until() == Until.CHANGED);
    if (anything ? !view.hasForeignBefore(node.place()) : ours) {
      lookout.stopWaiting(); // what we wait for happens in this process
    } else if (anything) {
      lookout.await(node.session(), path, Until.ANYTHING);
    } else {
      lookout.await(
          node.session(), ZnodeLayout.child(path, obstacle.place().name()), obstacle.until());
    }
  }

  // A node that may be kept must be given up when somebody else comes.
  private void guardWhatMayBeKept() {
    Hold kept = inside.toBeGuarded(waiters.hasUnplaced());
    if (kept != null) {
      lookout.await(kept.node().session(), path, Until.ANYTHING);
    } else if (!inside.hasReusable()) {
      lookout.stopWaiting();
    }
  }

  // What the lookout tells.

  @Override
  public void listed(List<String> children, long sessionId, int asked) {
    Set<String> ours = view.listed(children, sessionId, asked);
    for (Attempt attempt : waiters.placedFromTheEnd()) {
      if (ours.contains(attempt.placedNode().name())) {
        attempt.listed = true;
      } else {
        queueAgain(attempt); // somebody has deleted its node
      }
    }
    inside.seen(ours, asked, this::lose);
    Hold kept = inside.parked();
    if (kept != null && (view.hasForeign() || !ours.contains(kept.node().name()))) {
      unpark();
    }
  }

  @Override
  public boolean gone(String goneName) {
    view.gone(goneName);
    Attempt first = waiters.firstPlaced();
    return first == null
        || (view.isComplete() && view.foreignBefore(first.placedNode().place()) <= 1);
  }

  @Override
  public void unreadable(Throwable failure) {
    for (Attempt attempt : waiters.placedFromTheEnd()) {
      leave(attempt);
      fail(attempt, failure);
    }
  }

  @Override
  public void resume() {
    pausing = false;
    if (waiters.hasPlaced() || !inside.isEmpty()) {
      lookout.look();
    }
  }

  private void queueAgain(Attempt attempt) {
    departures.discard(attempt.placedNode());
    waiters.giveBack(attempt);
  }

  // The session was lost: all that had been created before so many breaks is given up.
  private void forgetWhatIsOlderThan(int count) {
    lookout.stopWaiting();
    view.forgetForeign();
    for (Attempt attempt : waiters.placedFromTheEnd()) {
      if (attempt.placedNode().born() < count) {
        queueAgain(attempt);
      }
    }
    for (Hold hold : inside.holds()) {
      if (hold.node().born() < count) {
        lose(hold);
      }
    }
    Hold kept = inside.parked();
    if (kept != null && kept.node().born() < count) {
      unpark();
    }
  }

  @Override
  public String toString() {
    return "queue " + path;
  }
}
