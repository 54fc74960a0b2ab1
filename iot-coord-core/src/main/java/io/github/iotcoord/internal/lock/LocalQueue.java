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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  /** How long a release waits for another request of ours that it can go with. */
  private static final Duration RELEASE_WAITS = Duration.ofNanos(100_000);

  private final CoordContext context;
  private final LeaseBreaks breaks;
  private final GrantPatrol patrol;
  private final String name;
  private final String path;
  private final Consumer<LocalQueue> whenIdle;

  // Guarded by this.
  private final ArrayDeque<Runnable> outbox = new ArrayDeque<>();
  private final ArrayDeque<Attempt> unplaced = new ArrayDeque<>();
  private final List<Attempt> placed = new ArrayList<>(2); // in the order of their nodes
  private final List<Hold> holds = new ArrayList<>(1);
  private final QueueView view = new QueueView();
  private final Lookout lookout;
  private List<Attempt> creating = List.of();
  private boolean pausing; // before nodes are created again
  private @Nullable Hold parked; // released, and its node kept for the next one here
  private final List<OwnNode> leaving = new ArrayList<>(1); // released, and about to be deleted
  private boolean sending; // whether another thread is on its way to do that
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
      if (!leaving.isEmpty() && !sending) {
        sending = true;
        context.scheduler().after(RELEASE_WAITS, this::sendReleases);
      }
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
    return unplaced.isEmpty()
        && placed.isEmpty()
        && holds.isEmpty()
        && outbox.isEmpty()
        && creating.isEmpty()
        && leaving.isEmpty()
        && parked == null;
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
      Hold kept = parked;
      if (closed) {
        fail(attempt, new CoordinationClosedException("This IotCoord"));
      } else if (kept != null && attempt.reuse && kept.stands()) {
        parked = null;
        grant(attempt, kept.successor());
      } else {
        unpark();
        if (attempt.once && isTaken(attempt) && context.lease().isValid()) {
          turnAway(attempt);
        } else {
          unplaced.add(attempt);
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

  private void left(Hold hold) {
    boolean keep = hold.isReusable() && hold.isValid() && !view.hasForeign() && !closed;
    hold.markReleased();
    patrol.forget(hold);
    if (!holds.remove(hold)) {
      return; // it was lost
    }
    Attempt next = unplaced.peek();
    boolean wanted = next == null || next.reuse;
    if (!keep || !wanted || !creating.isEmpty() || !placed.isEmpty()) {
      view.leave(hold.node().place());
      leaving.add(hold.node());
      return;
    }
    hold.unwatch();
    if (next == null) {
      parked = hold;
    } else {
      unplaced.remove();
      grant(next, hold.successor());
    }
  }

  // If the lock is asked for again at once, the release goes with that request, as one transaction:
  // one request less, and one sync of the server's disk less.
  private void sendReleases() {
    step(
        () -> {
          sending = false;
          discardThoseThatLeave();
        });
  }

  private void discardThoseThatLeave() {
    leaving.forEach(this::discard);
    leaving.clear();
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
          if (state != State.HELD) {
            discardThoseThatLeave();
          }
          if (state == State.LOST) {
            forgetWhatIsOlderThan(count);
          }
          if (state == State.HELD) {
            resume();
          }
        });
  }

  /** Ends everything: attempts fail, and holds are released. */
  void close() {
    step(
        () -> {
          closed = true;
          List<Attempt> all = new ArrayList<>(placed);
          all.addAll(creating);
          all.addAll(unplaced);
          for (Attempt attempt : all) {
            leave(attempt);
            fail(attempt, new CoordinationClosedException("This IotCoord"));
          }
          for (Hold hold : holds) {
            hold.markReleased();
            discard(hold.node());
          }
          holds.clear();
          unpark();
          discardThoseThatLeave();
          lookout.close();
        });
  }

  // What follows is called in steps only.

  // Whether it is known that an attempt cannot go in now.
  private boolean isTaken(Attempt attempt) {
    if (attempt.blocked || (!placed.isEmpty() && placed.get(0).blocked)) {
      return true;
    }
    List<Place> inside = holds.stream().map(hold -> hold.node().place()).toList();
    return attempt.rule.obstacle(inside) != null;
  }

  private void turnAway(Attempt attempt) {
    attempt.over = true;
    outbox.add(() -> attempt.result().cancel(false));
  }

  private void fail(Attempt attempt, Throwable failure) {
    attempt.over = true;
    RuntimeException translated = ZkErrors.translate(failure, "Acquiring " + name);
    outbox.add(() -> attempt.fail(translated));
  }

  private void leave(Attempt attempt) {
    attempt.over = true;
    if (placed.remove(attempt)) {
      discard(attempt.placedNode());
    } else {
      unplaced.remove(attempt);
    }
  }

  private void discard(OwnNode node) {
    view.leave(node.place());
    CompletableFuture<Void> removal = NodeRemoval.start(context, node.path());
    context.track(removal);
    removal.thenRun(
        () -> {
          synchronized (this) {
            view.remove(node.place());
          }
        });
  }

  private void unpark() {
    if (parked != null) {
      discard(parked.node());
      parked = null;
    }
  }

  private void lose(Hold hold) {
    if (parked == hold) {
      unpark();
    }
    if (!holds.remove(hold)) {
      return;
    }
    hold.markGone();
    patrol.forget(hold);
    discard(hold.node()); // the session may be alive all the same
    log.info("Lost the grant {} of {}", hold.node().czxid(), name);
    outbox.add(() -> context.scheduler().after(Duration.ZERO, hold::tellLost));
  }

  private void grant(Attempt attempt, Hold hold) {
    attempt.over = true;
    holds.add(hold);
    patrol.add(hold, this);
    LockGrant grant = new ZkLockGrant(context, this, hold);
    outbox.add(() -> attempt.succeed(grant));
  }

  // ---- Nodes for those that wait.

  private void fill() {
    if (closed || !creating.isEmpty() || pausing || mayHandOver()) {
      return;
    }
    int count = Math.min(WINDOW - placed.size(), unplaced.size());
    ZkSession session = context.lease().session();
    if (count > 0 && session != null) {
      List<Attempt> batch = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        batch.add(unplaced.remove());
      }
      creating = batch;
      int asked = breaks.count();
      List<OwnNode> left = List.copyOf(leaving);
      leaving.clear();
      CompletableFuture<?> created =
          NodeBatch.create(
                  context, session, path, batch, left.stream().map(OwnNode::path).toList(), asked)
              .thenAccept(outcomes -> step(() -> created(outcomes, left, asked)));
      context.track(created);
    } else if (count > 0) {
      lookout.later();
    }
  }

  // Whether the first one that waits will be given a node that is held here now.
  private boolean mayHandOver() {
    Attempt next = unplaced.peek();
    return next != null
        && next.reuse
        && placed.isEmpty()
        && !view.hasForeign()
        && holds.stream().anyMatch(Hold::isReusable);
  }

  private void created(List<NodeBatch.Outcome> outcomes, List<OwnNode> left, int asked) {
    creating = List.of();
    left.forEach(node -> view.remove(node.place()));
    int made = 0;
    int places = 0;
    for (int i = outcomes.size() - 1; i >= 0; i--) {
      NodeBatch.Outcome outcome = outcomes.get(i);
      Attempt attempt = outcome.attempt();
      if (outcome.made() != null) {
        place(attempt, outcome.made().node());
        made++;
        places = Math.max(places, outcome.made().places());
      } else if (outcome.failure() != null && !attempt.over) {
        fail(attempt, outcome.failure());
      } else if (!attempt.over) {
        unplaced.addFirst(attempt); // its session has ended, and that is about to be known
        pausing = true;
        lookout.later();
      }
    }
    if (!placed.isEmpty()) {
      counted(made, places, asked);
    }
  }

  private void counted(int made, int places, int asked) {
    Attempt first = placed.get(0);
    if (places == made && made == placed.size()) {
      view.alone(asked);
      placed.forEach(attempt -> attempt.listed = true);
    } else if (places < 2 || placed.size() > 1) {
      lookout.look();
    } else if (first.rule.admits(places - 1)
        && asked == breaks.count()
        && context.lease().holds(first.placedNode().sessionId())) {
      goIn(placed.remove(0), first.placedNode(), asked);
    } else if (first.kind.isExclusive() && view.ownCount() == 1) {
      guess(first, places, asked);
    } else {
      lookout.look();
    }
  }

  // Where all are of one kind, the places before ours are most often the numbers before ours. A
  // watch that can be set on one of them shows that it is there; if it cannot, the queue is listed.
  private void guess(Attempt first, int places, int asked) {
    Place place = first.placedNode().place();
    view.guess(
        places == 2 ? List.of(place.earlier(1)) : List.of(place.earlier(2), place.earlier(1)),
        asked);
    first.listed = true;
  }

  private void place(Attempt attempt, OwnNode node) {
    view.add(node.place());
    if (attempt.over) {
      discard(node);
      return;
    }
    attempt.node = node;
    attempt.listed = false;
    int at = placed.size();
    while (at > 0 && node.place().isBefore(placed.get(at - 1).placedNode().place())) {
      at--;
    }
    placed.add(at, attempt);
  }

  private void queueAgain(Attempt attempt) {
    placed.remove(attempt);
    discard(attempt.placedNode());
    attempt.node = null;
    attempt.blocked = false;
    unplaced.addFirst(attempt);
  }

  // ---- Who goes in.

  private void advance() {
    while (!placed.isEmpty() && placed.get(0).listed) {
      Attempt first = placed.get(0);
      OwnNode node = first.placedNode();
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
      if (obstacle == null) {
        goIn(placed.remove(0), node, view.seenAt());
      } else {
        first.blocked = true;
        if (lookout.isLooking()) {
          return; // the obstacle may have gone already
        }
        if (!turnAwayThoseWhoAskedOnce()) {
          waitFor(obstacle, node);
          return;
        }
      }
    }
    if (placed.isEmpty()) {
      watchForRivals();
    }
  }

  private void goIn(Attempt attempt, OwnNode node, int seenAt) {
    Hold hold = new Hold(context, breaks, node, seenAt, attempt.reuse, attempt.blocked);
    grant(attempt, hold);
    // Whoever stands behind may have seen this place wait, and waits for it to say that it does
    // not.
    if (node.place().kind() == Kind.PERMIT && view.hasForeignBehind(node.place())) {
      hold.noteAcquired();
    }
  }

  // The first one is blocked, and so are all.
  private boolean turnAwayThoseWhoAskedOnce() {
    List<Attempt> all = new ArrayList<>(placed);
    all.addAll(unplaced);
    all.removeIf(attempt -> !attempt.once);
    for (Attempt attempt : all) {
      attempt.blocked = true;
      leave(attempt);
      turnAway(attempt);
    }
    return !all.isEmpty();
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
  private void watchForRivals() {
    Hold kept = parked;
    for (Hold hold : holds) {
      if (hold.isReusable() && !unplaced.isEmpty()) {
        kept = hold;
      }
    }
    if (kept != null) {
      lookout.await(kept.node().session(), path, Until.ANYTHING);
    } else if (holds.stream().noneMatch(Hold::isReusable)) {
      lookout.stopWaiting();
    }
  }

  // ---- What the lookout tells.

  @Override
  public void listed(List<String> children, int asked) {
    Set<String> ours = view.listed(children, asked);
    for (int i = placed.size() - 1; i >= 0; i--) {
      Attempt attempt = placed.get(i);
      if (ours.contains(attempt.placedNode().name())) {
        attempt.listed = true;
      } else {
        queueAgain(attempt); // somebody has deleted its node
      }
    }
    for (Hold hold : List.copyOf(holds)) {
      if (ours.contains(hold.node().name())) {
        hold.seen(asked);
      } else {
        lose(hold);
      }
    }
    if (parked != null) {
      if (ours.contains(parked.node().name()) && !view.hasForeign()) {
        parked.seen(asked);
      } else {
        unpark();
      }
    }
  }

  @Override
  public void lastGone(String goneName) {
    view.gone(goneName);
  }

  @Override
  public void unreadable(Throwable failure) {
    for (Attempt attempt : List.copyOf(placed)) {
      leave(attempt);
      fail(attempt, failure);
    }
  }

  @Override
  public void resume() {
    pausing = false;
    if (!placed.isEmpty() || !holds.isEmpty() || parked != null) {
      lookout.look();
    }
  }

  // The session was lost: all that had been created before so many breaks is given up.
  private void forgetWhatIsOlderThan(int count) {
    lookout.stopWaiting();
    view.forgetForeign();
    for (int i = placed.size() - 1; i >= 0; i--) {
      if (placed.get(i).placedNode().born() < count) {
        queueAgain(placed.get(i));
      }
    }
    for (Hold hold : List.copyOf(holds)) {
      if (hold.node().born() < count) {
        lose(hold);
      }
    }
    if (parked != null && parked.node().born() < count) {
      unpark();
    }
  }

  @Override
  public String toString() {
    return "queue " + path;
  }
}
