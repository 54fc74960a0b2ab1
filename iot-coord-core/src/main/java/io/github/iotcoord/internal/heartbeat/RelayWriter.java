package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a relay's pages, several in each transaction and several transactions under way at once.
 *
 * <p>A transaction whose outcome is unknown is made again with the same names: if one of them is
 * there, all have been written. When all that was taken before has been written, the relay's sign
 * of life follows: monitors read from it that nothing from before is missing. Nothing here blocks.
 * Thread-safe.
 */
final class RelayWriter {
  private static final Logger log = LoggerFactory.getLogger(RelayWriter.class);

  /** How often a relay that has nothing to write shows that it lives. */
  private static final Duration IDLE_SIGN = Duration.ofMillis(400);

  private static final int MOST_PAGES = 200;
  private static final int MOST_UNDER_WAY = 8;

  private final CoordContext context;
  private final String fleet;
  private final String life;
  private final Supplier<CompletableFuture<Void>> sign;
  private final RelayPaths paths;
  private final SignTurns turns;
  private final LongAdder pagesWritten = new LongAdder();

  // Guarded by this.
  private final List<Batch> failed = new ArrayList<>();
  private int underWay;

  /**
   * @param paths under which the pages come
   * @param sign shows the monitors that the relay lives
   */
  RelayWriter(
      CoordContext context,
      String fleet,
      String life,
      RelayPaths paths,
      Supplier<CompletableFuture<Void>> sign) {
    this.context = context;
    this.fleet = fleet;
    this.life = life;
    this.paths = paths;
    this.sign = sign;
    this.turns = new SignTurns(IDLE_SIGN, context.ticker().nanos());
  }

  long pagesWritten() {
    return pagesWritten.sum();
  }

  /** Whether all that was taken has been written. */
  synchronized boolean isIdle() {
    return failed.isEmpty() && underWay == 0;
  }

  /** Writes what waits in the buffers, as far as there is room for it. */
  void flush(RelayBuffer[] buffers, int mostBytes, int mostUnread) {
    if (!context.lease().isValid() || !paths.areThere()) {
      return;
    }
    long number = turns.begin();
    failedBefore().forEach(Batch::begin);
    Batch batch = null;
    boolean all = true;
    boolean any = false;
    for (RelayBuffer buffer : buffers) {
      while (true) {
        if (batch == null && !mayBegin()) {
          all &= buffer.isEmpty();
          break;
        }
        OutgoingPage page = buffer.take(mostBytes, mostUnread);
        if (page == null) {
          // A sign would say that all is written. Where nobody takes pages nobody judges either,
          // and whoever begins to gives a grace.
          all &= !buffer.isHeldUp(mostUnread);
          break;
        }
        any = true;
        batch = batch == null ? open(number) : batch;
        batch.pages.add(new Entry(buffer, page));
        batch.bytes += page.bytes();
        if (batch.bytes > WireFormat.MAX_PAYLOAD - mostBytes || batch.pages.size() == MOST_PAGES) {
          batch.begin();
          batch = null;
        }
      }
    }
    if (batch != null) {
      batch.begin();
    }
    turns.end(all, any, context.ticker().nanos());
    signIfWritten();
  }

  private Batch open(long flush) {
    turns.opened(flush);
    return new Batch(flush);
  }

  private synchronized boolean mayBegin() {
    return failed.isEmpty() && underWay < MOST_UNDER_WAY;
  }

  private synchronized List<Batch> failedBefore() {
    List<Batch> again = List.copyOf(failed);
    failed.clear();
    return again;
  }

  private void signIfWritten() {
    if (!turns.take()) {
      return;
    }
    sign.get()
        .whenComplete(
            (done, failure) -> {
              turns.answered();
              if (failure != null) {
                log.debug("The relay could not show that it lives", failure);
              }
            });
  }

  private record Entry(RelayBuffer buffer, OutgoingPage page) {}

  private final class Batch {
    final List<Entry> pages = new ArrayList<>();
    private final long flush;
    private int bytes;
    private boolean attempted;

    Batch(long flush) {
      this.flush = flush;
    }

    void begin() {
      synchronized (RelayWriter.this) {
        underWay++;
      }
      send();
    }

    void send() {
      ZkSession session;
      List<Op> ops = new ArrayList<>(pages.size());
      try {
        session = context.zk().session();
        long now = context.ticker().nanos();
        for (Entry each : pages) {
          ops.add(session.createOp(path(each.page), each.page.encode(now), CreateMode.PERSISTENT));
        }
      } catch (RuntimeException e) {
        ended(null, e);
        return;
      }
      session.multi(ops).whenComplete((done, failure) -> ended(session, failure));
    }

    private String path(OutgoingPage page) {
      return context.layout().relayPage(fleet, page.partition(), life, page.number());
    }

    private void ended(@Nullable ZkSession session, @Nullable Throwable failure) {
      boolean known =
          failure == null
              // None but an earlier attempt of ours uses these names.
              || (attempted && isAt(failure, Code.NODEEXISTS));
      attempted = true;
      if (known) {
        pages.forEach(each -> each.buffer.written(each.page));
        pagesWritten.add(pages.size());
        turns.written(flush);
      } else if (failure != null && session != null && isAt(failure, Code.NONODE)) {
        pages.stream()
            .mapToInt(each -> each.page.partition())
            .distinct()
            .forEach(
                partition ->
                    context.zk().ensurePath(session, context.layout().relayed(fleet, partition)));
      } else if (failure != null && !ZkErrors.isConnectionTrouble(failure)) {
        log.warn("Writing beats of {} failed; it is tried again", fleet, failure);
      }
      synchronized (RelayWriter.this) {
        underWay--;
        if (!known) {
          failed.add(this);
        }
      }
      signIfWritten();
    }

    private static boolean isAt(Throwable failure, Code code) {
      return Waits.unwrap(failure) instanceof TransactionFailure at
          ? at.code() == code
          : ZkErrors.is(failure, code);
    }
  }
}
