package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which of a relay's pages have been taken, and gives up the oldest where too many have not.
 * By looking and not by watches: what a look finds is right on any session. Thread-safe.
 */
final class RelayCensus {
  private static final Logger log = LoggerFactory.getLogger(RelayCensus.class);
  private static final int PARTITIONS_AT_ONCE = 64;

  private final CoordContext context;
  private final String fleet;
  private final String prefix;
  private final RelayBuffer[] buffers;
  private final int mostUnread;
  private final LongAdder droppedPages = new LongAdder();
  private final LongAdder droppedBeats = new LongAdder();
  private final AtomicBoolean busy = new AtomicBoolean();

  RelayCensus(
      CoordContext context, String fleet, String life, RelayBuffer[] buffers, int mostUnread) {
    this.context = context;
    this.fleet = fleet;
    this.prefix = life + "-";
    this.buffers = buffers;
    this.mostUnread = mostUnread;
  }

  long droppedPages() {
    return droppedPages.sum();
  }

  long droppedBeats() {
    return droppedBeats.sum();
  }

  void take() {
    if (!context.lease().isValid() || !busy.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<Void>> looks = new ArrayList<>();
    try {
      ZkSession session = context.zk().session();
      List<Integer> some = new ArrayList<>();
      for (int i = 0; i < buffers.length; i++) {
        if (buffers[i].unreadCount() > 0) {
          some.add(i);
        }
        if (some.size() == PARTITIONS_AT_ONCE || (i == buffers.length - 1 && !some.isEmpty())) {
          looks.add(look(session, List.copyOf(some)));
          some.clear();
        }
      }
    } catch (RuntimeException e) {
      looks.add(CompletableFuture.failedFuture(e));
    }
    CompletableFuture.allOf(looks.toArray(new CompletableFuture<?>[0]))
        .whenComplete(
            (done, failure) -> {
              busy.set(false);
              if (failure != null && !ZkErrors.isConnectionTrouble(failure)) {
                log.warn("Looking for the pages of {} failed; it is tried again", fleet, failure);
              }
            });
  }

  private CompletableFuture<Void> look(ZkSession session, List<Integer> partitions) {
    List<List<Long>> before = partitions.stream().map(i -> buffers[i].writtenPages()).toList();
    List<String> paths = partitions.stream().map(i -> context.layout().relayed(fleet, i)).toList();
    return session
        .getChildrenOfAll(paths)
        .thenAcceptAsync(
            found -> {
              for (int i = 0; i < partitions.size(); i++) {
                RelayBuffer buffer = buffers[partitions.get(i)];
                buffer.gone(before.get(i), own(found.get(i)));
                OutgoingPage old = buffer.giveUpOldest(mostUnread);
                if (old != null) {
                  giveUp(session, old);
                }
              }
            },
            context.scheduler());
  }

  private Set<Long> own(@Nullable List<String> names) {
    Set<Long> own = new HashSet<>();
    if (names != null) {
      for (String name : names) {
        long number = name.startsWith(prefix) ? numberOf(name) : -1;
        if (number >= 0) {
          own.add(number);
        }
      }
    }
    return own;
  }

  private long numberOf(String name) {
    try {
      return Long.parseLong(name.substring(prefix.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  // If a monitor takes it at this very moment, it is counted as dropped all the same.
  private void giveUp(ZkSession session, OutgoingPage page) {
    droppedPages.increment();
    droppedBeats.add(page.beatCount());
    String path =
        ZnodeLayout.child(
            context.layout().relayed(fleet, page.partition()),
            prefix + ZnodeLayout.segmentName(page.number()));
    session
        .delete(path, -1)
        .whenComplete((gone, failure) -> log.debug("{} given up", path, failure));
  }
}
