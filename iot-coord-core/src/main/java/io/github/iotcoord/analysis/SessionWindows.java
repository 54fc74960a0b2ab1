package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Windows that last as long as samples come, each scope's its own. */
final class SessionWindows implements WindowStore {
  private record Key(WindowScope scope, String name, String metric) {}

  /** When to look at a session; it may then turn out that its end has moved on. */
  private record Timer(long due, Session session) {}

  /** One session. */
  private static final class Session {
    final Key key;
    final Accumulator sums = new Accumulator();
    // Others of the session's that are still queued no longer count.
    @Nullable Timer timer;
    int nextRevision;
    @Nullable WindowAggregate said;
    boolean dirty;
    boolean gone;

    Session(Key key) {
      this.key = key;
    }
  }

  private final long gap;
  private final long lateness;
  private final int maxOpen;
  private final long first;
  private final WindowScopes scopes;
  private final Consumer<WindowAggregate> sink;
  private final Consumer<WindowAggregate> retraction;
  private final Map<Key, TreeMap<Long, Session>> series = new HashMap<>();
  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>(Comparator.comparingLong(Timer::due));
  private final Deque<Session> dirty = new ArrayDeque<>();
  private long watermark = Long.MIN_VALUE;
  private long expired = Long.MIN_VALUE;
  private int open;

  SessionWindows(
      Windows.Session windows,
      WindowOptions options,
      Consumer<WindowAggregate> sink,
      Consumer<WindowAggregate> retraction) {
    gap = windows.gap().toMillis();
    lateness = options.allowedLateness().toMillis();
    maxOpen = options.maxOpen();
    first = options.firstMillis();
    scopes = options.scopes();
    this.sink = sink;
    this.retraction = retraction;
  }

  @Override
  public Outcome add(Sample sample) {
    String metric = sample.metric();
    Outcome outcome = Outcome.ON_TIME;
    if (scopes.devices()) {
      outcome = add(new Key(WindowScope.DEVICE, sample.device().value(), metric), sample);
    }
    if (scopes.groups() != null) {
      Optional<String> group = scopes.groups().apply(sample.device());
      if (group.isPresent()) {
        outcome = outcome.or(add(new Key(WindowScope.GROUP, group.get(), metric), sample));
      }
    }
    if (scopes.fleet()) {
      outcome = outcome.or(add(new Key(WindowScope.FLEET, "", metric), sample));
    }
    return outcome;
  }

  private Outcome add(Key key, Sample sample) {
    long time = sample.time().toEpochMilli();
    Session session = sessionOf(key, time);
    if (session == null) {
      if (time + gap <= expired) {
        return Outcome.TOO_LATE;
      }
      if (open >= maxOpen) {
        // Otherwise nothing can have ended since it was done last.
        if (expired < watermark) {
          giveUpLateness();
        }
        if (time + gap <= expired) {
          return Outcome.TOO_LATE;
        }
        if (open >= maxOpen) {
          return Outcome.NO_ROOM;
        }
      }
      session = new Session(key);
      wake(session, time + gap);
      series.computeIfAbsent(key, k -> new TreeMap<>()).put(time, session);
      open++;
    }
    session.sums.add(time, sample.value());
    if (time >= watermark) {
      return Outcome.ON_TIME;
    }
    retractIfMoved(session);
    if (end(session) > watermark) {
      return Outcome.ON_TIME;
    }
    if (!session.dirty) {
      session.dirty = true;
      dirty.add(session);
    }
    return Outcome.LATE;
  }

  // At most two sessions are nearer than a gap; if both are, they become one.
  private @Nullable Session sessionOf(Key key, long time) {
    TreeMap<Long, Session> sessions = series.get(key);
    if (sessions == null) {
      return null;
    }
    Map.Entry<Long, Session> before = sessions.floorEntry(time);
    Map.Entry<Long, Session> after = sessions.higherEntry(time);
    Session left = before != null && time < end(before.getValue()) ? before.getValue() : null;
    Session right = after != null && after.getKey() - time < gap ? after.getValue() : null;
    if (right == null) {
      return left;
    }
    sessions.remove(right.sums.firstMillis());
    if (left == null) {
      sessions.put(time, right);
      return right;
    }
    retract(right);
    left.sums.merge(right.sums);
    left.nextRevision = Math.max(left.nextRevision, right.nextRevision);
    right.gone = true;
    open--;
    return left;
  }

  private void retractIfMoved(Session session) {
    WindowAggregate said = session.said;
    if (said != null
        && (said.start().toEpochMilli() != session.sums.firstMillis()
            || said.end().toEpochMilli() != end(session))) {
      retract(session);
      wake(session, end(session));
    }
  }

  private void retract(Session session) {
    WindowAggregate said = session.said;
    if (said != null && said.start().toEpochMilli() >= first) {
      retraction.accept(said);
    }
    session.said = null;
  }

  private void wake(Session session, long due) {
    Timer timer = new Timer(due, session);
    session.timer = timer;
    queue.add(timer);
  }

  @Override
  public void advance(long to) {
    correct();
    if (to > watermark) {
      watermark = to;
      expired = Math.max(expired, to == Long.MAX_VALUE ? to : to - lateness);
    }
    work();
  }

  private void correct() {
    for (Session session = dirty.poll(); session != null; session = dirty.poll()) {
      session.dirty = false;
      if (!session.gone && end(session) <= watermark) {
        session.nextRevision = Math.max(session.nextRevision, 1);
        say(session);
      }
    }
  }

  private void work() {
    while (!queue.isEmpty() && queue.element().due <= watermark) {
      Timer timer = queue.remove();
      Session session = timer.session;
      if (session.gone || !timer.equals(session.timer)) {
        continue;
      }
      long end = end(session);
      if (session.said == null && end <= watermark) {
        say(session);
      }
      if (end <= expired) {
        remove(session);
      } else {
        wake(session, session.said == null ? end : end + lateness);
      }
    }
  }

  private void giveUpLateness() {
    correct();
    expired = watermark;
    for (Timer timer : queue.toArray(Timer[]::new)) {
      if (!timer.session.gone && end(timer.session) <= expired) {
        remove(timer.session);
      }
    }
    queue.removeIf(timer -> timer.session.gone);
  }

  private void remove(Session session) {
    session.gone = true;
    open--;
    TreeMap<Long, Session> sessions = series.get(session.key);
    if (sessions != null) {
      sessions.remove(session.sums.firstMillis());
      if (sessions.isEmpty()) {
        series.remove(session.key);
      }
    }
  }

  private void say(Session session) {
    WindowAggregate result =
        new WindowAggregate(
            session.key.scope,
            session.key.name,
            session.key.metric,
            Instant.ofEpochMilli(session.sums.firstMillis()),
            Instant.ofEpochMilli(end(session)),
            SampleStats.taking(session.sums.copy()),
            session.nextRevision++);
    session.said = result;
    if (session.sums.firstMillis() >= first) {
      sink.accept(result);
    }
  }

  @Override
  public int open() {
    return open;
  }

  private long end(Session session) {
    return session.sums.lastMillis() + gap;
  }
}
