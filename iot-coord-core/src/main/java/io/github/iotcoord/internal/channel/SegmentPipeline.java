package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.SamplesDroppedException;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Commits a publisher's segments in order, several of them under way at once.
 *
 * <p>The log never has a hole: a segment that follows one without an answer yet is committed by a
 * transaction which checks that the one before it exists. After a failure nothing is sent until
 * every request has its answer; then what is not committed is sent again, in order. A segment whose
 * fate was unknown and that turns out to exist was committed the first time, for nobody else writes
 * this log. A segment that is refused for another reason than the connection is given up, and its
 * number goes to the next.
 *
 * <p>Everything happens on one serial executor.
 */
final class SegmentPipeline {
  private static final int IN_FLIGHT = 16;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Hears of what became of segments. */
  interface Listener {
    void committed(PendingSegment segment);

    void failed(PendingSegment segment, RuntimeException failure);
  }

  private final CoordContext context;
  private final LogWriter log;
  private final Function<Long, @Nullable PendingSegment> source;
  private final Listener listener;
  private final SerialExecutor serial;

  private final ArrayDeque<PendingSegment> inFlight = new ArrayDeque<>();
  private long lastUsed = -1;
  private int outstanding;
  private boolean halted;
  private boolean logMissing = true;
  private boolean stopped;
  private Duration pause = FIRST_PAUSE;
  private @Nullable ZkSession session;

  /**
   * @param source gives the next segment to send, for the number given, or null
   */
  SegmentPipeline(
      CoordContext context,
      LogWriter log,
      SerialExecutor serial,
      Function<Long, @Nullable PendingSegment> source,
      Listener listener) {
    this.context = context;
    this.log = log;
    this.serial = serial;
    this.source = source;
    this.listener = listener;
  }

  /** The oldest segment that is not committed yet. */
  @Nullable PendingSegment first() {
    return inFlight.peek();
  }

  /** Sends what can be sent. */
  void pump() {
    if (halted || stopped) {
      return;
    }
    PendingSegment first = inFlight.peek();
    if (first != null && logMissing) {
      createLog(first.number());
      return;
    }
    for (PendingSegment segment : inFlight) {
      if (!segment.sent) {
        send(segment);
      }
    }
    if (inFlight.size() < IN_FLIGHT) {
      sendNext();
    }
  }

  // One at a time: it goes off while the next is made, and answers are heard in between.
  private void sendNext() {
    PendingSegment last = inFlight.peekLast();
    PendingSegment segment = source.apply((last == null ? lastUsed : last.number()) + 1);
    if (segment != null) {
      inFlight.add(segment);
      if (!logMissing) {
        send(segment);
      }
      serial.execute(this::pump);
    }
  }

  private void send(PendingSegment segment) {
    segment.sent = true;
    CompletableFuture<?> reply;
    try {
      ZkSession current = session;
      // Requests that depend on each other's order belong on one session.
      if (current == null || outstanding == 0) {
        current = context.zk().session();
        session = current;
      }
      reply = log.append(current, segment.number(), segment.payload(), outstanding > 0);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    outstanding++;
    reply.whenCompleteAsync((done, failure) -> answered(segment, failure), serial);
  }

  private void answered(PendingSegment segment, @Nullable Throwable failure) {
    outstanding--;
    if (stopped) {
      return;
    }
    if (failure == null || (segment.uncertain && ZkErrors.is(failure, Code.NODEEXISTS))) {
      inFlight.remove(segment);
      lastUsed = segment.number();
      pause = FIRST_PAUSE;
      listener.committed(segment);
    } else {
      halted = true;
      sort(segment, failure);
    }
    if (!halted) {
      pump();
    } else if (outstanding == 0) {
      startAgain(failure);
    }
  }

  private void sort(PendingSegment segment, Throwable failure) {
    if (ZkErrors.isConnectionTrouble(failure)) {
      segment.uncertain = true;
    } else if (ZkErrors.is(failure, Code.NONODE)) {
      // The first operation of a transaction is the check for the segment before.
      logMissing |= !(Waits.unwrap(failure) instanceof TransactionFailure f && f.index() == 0);
    } else {
      giveUp(segment, failure);
    }
  }

  private void giveUp(PendingSegment segment, Throwable failure) {
    inFlight.remove(segment);
    String what = "Publishing segment " + segment.number() + " of " + log.path();
    boolean taken = ZkErrors.is(failure, Code.NODEEXISTS);
    if (taken || segment.uncertain) {
      lastUsed = Math.max(lastUsed, segment.number());
    }
    listener.failed(
        segment,
        taken
            ? new CoordinationException(what + ": somebody else wrote it", failure)
            : ZkErrors.translate(failure, what));
  }

  // Every request has its answer. What is left is sent again, without a gap in the numbers.
  private void startAgain(@Nullable Throwable failure) {
    long number = lastUsed;
    for (PendingSegment segment : inFlight) {
      segment.sent = false;
      segment.renumber(++number);
    }
    if (ZkErrors.isConnectionTrouble(failure)) {
      resumeLater();
    } else {
      halted = false;
      pump();
    }
  }

  private void resumeLater() {
    Duration wait = ZkClient.jittered(pause);
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    context
        .scheduler()
        .after(
            wait,
            () ->
                serial.execute(
                    () -> {
                      halted = false;
                      pump();
                    }));
  }

  private void createLog(long firstNumber) {
    halted = true;
    CompletableFuture<?> reply;
    try {
      reply = log.create(context.zk().session(), firstNumber);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    reply.whenCompleteAsync(
        (done, failure) -> {
          if (stopped) {
            return;
          }
          if (failure != null && ZkErrors.isConnectionTrouble(failure)) {
            resumeLater();
            return;
          }
          if (failure == null) {
            logMissing = false;
          } else {
            while (!inFlight.isEmpty()) {
              giveUp(inFlight.getFirst(), failure);
            }
          }
          halted = false;
          pump();
        },
        serial);
  }

  /** Gives up what is not committed; nothing is sent any more. */
  void stop(SamplesDroppedException failure) {
    stopped = true;
    while (!inFlight.isEmpty()) {
      listener.failed(inFlight.remove(), failure);
    }
  }
}
