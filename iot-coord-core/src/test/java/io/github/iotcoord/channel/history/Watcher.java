package io.github.iotcoord.channel.history;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.channel.history.Violation.Rule;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Subscribes and keeps a record. How it resumes after a restart is its kind; a life that has ended
 * writes nothing any more, as a transaction of it would be refused.
 */
final class Watcher extends ChannelProcess {
  /** How a watcher resumes. */
  enum Kind {
    /** After the positions that it has stored together with its record. */
    REMEMBERS,
    /** With a stored position, so that some comes again. */
    HAS_A_NAME
  }

  private final Kind kind;
  private final Flaw flaw;
  private final Heard heard;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  // Guarded by this.
  private final Map<String, Long> record = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private int life;

  Watcher(
      String name,
      EnsembleExtension ensemble,
      String root,
      HistoryStore store,
      CountDownLatch over,
      Kind kind,
      Flaw flaw) {
    super(name, ensemble, root, store, over);
    this.kind = kind;
    this.flaw = flaw;
    this.heard = new Heard(name);
  }

  Heard heard() {
    return heard;
  }

  synchronized List<Violation> violations() {
    return List.copyOf(violations);
  }

  @Override
  void live(SensorDataChannel channel) throws InterruptedException {
    Life listener = nextLife(channel);
    channel.subscribe(start(), listener, thread);
  }

  private synchronized Life nextLife(SensorDataChannel channel) throws InterruptedException {
    Map<String, Long> stored = new HashMap<>();
    if (kind == Kind.HAS_A_NAME) {
      channel
          .storedPosition(name())
          .ifPresent(last -> last.forEach(p -> stored.put(p.publisher(), p.number())));
    }
    return new Life(++life, stored);
  }

  private synchronized SubscriptionStart start() {
    if (flaw == Flaw.BEGINS_AGAIN && life > 1) {
      return SubscriptionStart.oldest();
    }
    return kind == Kind.HAS_A_NAME
        ? SubscriptionStart.stored(name(), SubscriptionStart.oldest())
        : SubscriptionStart.after(
            record.entrySet().stream()
                .map(entry -> new SegmentPosition(entry.getKey(), entry.getValue()))
                .toList());
  }

  private void violated(Rule rule, String what) {
    violations.add(new Violation(rule, name() + ": " + what));
  }

  @Override
  public void close() {
    super.close();
    thread.shutdownNow();
  }

  private final class Life implements SampleListener {
    private final int number;
    private final Map<String, Long> stored;

    Life(int number, Map<String, Long> stored) {
      this.number = number;
      this.stored = stored;
    }

    @Override
    public void samples(SegmentPosition position, List<Sample> samples) {
      synchronized (Watcher.this) {
        if (number != life) {
          return;
        }
        if (position.number() <= stored.getOrDefault(position.publisher(), -1L)) {
          violated(
              Rule.NO_MORE_THAN_WHAT_WAS_NOT_STORED_IS_REPEATED, position + " after " + stored);
        }
        long last = record.getOrDefault(position.publisher(), -1L);
        if (kind == Kind.HAS_A_NAME && position.number() <= last) {
          return; // comes again, as was to be expected
        }
        record.merge(position.publisher(), position.number(), Math::max);
        samples.forEach(heard::add);
      }
    }

    @Override
    public void gap(SegmentPosition from, long count) {
      synchronized (Watcher.this) {
        if (number == life) {
          violated(Rule.NOTHING_IS_MISSED, count + " from " + from);
        }
      }
    }

    @Override
    public void stopped(CoordinationException reason) {
      synchronized (Watcher.this) {
        if (number == life && !thread.isShutdown()) {
          violated(Rule.NOTHING_IS_MISSED, reason.toString());
        }
      }
    }
  }
}
