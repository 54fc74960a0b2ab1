package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.HealthGroup;
import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.HealthPageCodec;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pages that have changed, batch by batch, each batch a transaction that holds only while
 * the gateway's claim exists. A page is always written whole, so what failed, or may have failed,
 * is simply written again. Nothing here blocks. Thread-safe.
 */
final class PagePublisher {
  private static final Logger log = LoggerFactory.getLogger(PagePublisher.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MOST_PAGES = 200;

  /** The claim's check and the write of the parent come first in each transaction. */
  private static final int PREFIX = 2;

  private final CoordContext context;
  private final String gateway;
  private final HealthPages pages;
  private final Published published;
  private final GatewayPresence presence;
  private final String incarnation;
  private final String parent;

  private boolean busy;
  private volatile boolean behind;
  private long notBefore;

  PagePublisher(
      CoordContext context,
      String gateway,
      HealthPages pages,
      Published published,
      GatewayPresence presence,
      String incarnation) {
    this.context = context;
    this.gateway = gateway;
    this.pages = pages;
    this.published = published;
    this.presence = presence;
    this.incarnation = incarnation;
    this.parent = context.layout().healthOf(gateway);
    this.notBefore = context.ticker().nanos();
  }

  /** Writes what should have been written already. */
  void catchUp() {
    if (behind) {
      publish();
    }
  }

  /** Writes what has changed, if nothing is being written already. */
  void publish() {
    GatewayPresence.Held claim = presence.held();
    if (claim == null || !context.lease().isValid()) {
      behind = true;
      return;
    }
    synchronized (this) {
      if (busy || context.ticker().nanos() - notBefore < 0) {
        return;
      }
      busy = true;
    }
    Batch batch = new Batch();
    try {
      batch.fill(claim);
    } catch (RuntimeException e) {
      batch.ended(claim, e);
      throw e;
    }
    if (batch.taken.isEmpty()) {
      behind = !batch.unwritable.isEmpty();
      idle();
    } else {
      claim.session().multi(batch.ops).whenComplete((done, failure) -> batch.ended(claim, failure));
    }
  }

  private synchronized void idle() {
    busy = false;
  }

  private synchronized void pause() {
    notBefore = context.ticker().nanos() + PAUSE.toNanos();
  }

  private byte @Nullable [] payload(HealthPages.Taken page) {
    if (page.number() == HealthPages.GROUP) {
      return HealthGroup.of(incarnation, published.group()).encode();
    }
    if (page.number() == HealthPages.SEEN) {
      SeenPage seen = published.seen();
      return seen == null ? null : seen.encode();
    }
    List<HealthEntry> entries = new ArrayList<>(published.entries(page.number()));
    entries.addAll(page.leftOver());
    return entries.isEmpty() ? null : HealthPageCodec.encode(new HealthPage(incarnation, entries));
  }

  private String path(int number) {
    return switch (number) {
      case HealthPages.GROUP -> context.layout().healthGroup(gateway);
      case HealthPages.SEEN -> context.layout().healthSeen(gateway);
      default -> context.layout().healthPage(gateway, number);
    };
  }

  private final class Batch {
    final List<HealthPages.Taken> taken = new ArrayList<>();
    private final List<HealthPages.Taken> unwritable = new ArrayList<>();
    final List<Boolean> exist = new ArrayList<>();
    final List<Op> ops = new ArrayList<>();
    private long bytes;

    void fill(GatewayPresence.Held claim) {
      try {
        takeAll(claim);
      } finally {
        // Only now, so that they are not taken again at once; the others do not wait for them.
        if (!unwritable.isEmpty()) {
          unwritable.forEach(pages::failed);
          pause();
        }
      }
    }

    private void takeAll(GatewayPresence.Held claim) {
      ops.add(Op.check(claim.path(), -1));
      // Tells readers that compare after a reconnect that something below has changed.
      ops.add(Op.setData(parent, new byte[0], -1));
      HealthPages.Taken next;
      while (taken.size() < MOST_PAGES && (next = pages.take()) != null) {
        if (holds(next.number())) {
          // Changed again meanwhile. Twice in one transaction it could be deleted twice.
          pages.failed(next);
          return;
        }
        byte[] payload;
        try {
          payload = payload(next);
        } catch (RuntimeException e) {
          log.warn("{} cannot be written; it is tried again", path(next.number()), e);
          unwritable.add(next);
          continue;
        }
        if (payload == null && !next.exists()) {
          pages.committed(next, false);
          continue;
        }
        int size = payload == null ? 0 : payload.length;
        if (!taken.isEmpty() && bytes + size > WireFormat.MAX_PAYLOAD) {
          pages.failed(next);
          return;
        }
        bytes += size;
        taken.add(next);
        exist.add(payload != null);
        ops.add(op(claim.session(), next, payload));
      }
    }

    private boolean holds(int number) {
      return taken.stream().anyMatch(page -> page.number() == number);
    }

    private Op op(ZkSession session, HealthPages.Taken page, byte @Nullable [] payload) {
      String path = path(page.number());
      if (payload == null) {
        return Op.delete(path, -1);
      }
      return page.exists()
          ? Op.setData(path, payload, -1)
          : session.createOp(path, payload, CreateMode.PERSISTENT);
    }

    void ended(GatewayPresence.Held claim, @Nullable Throwable failure) {
      behind = failure != null || !unwritable.isEmpty();
      if (failure == null) {
        for (int i = 0; i < taken.size(); i++) {
          pages.committed(taken.get(i), exist.get(i));
        }
      } else {
        taken.forEach(pages::failed);
        explain(claim, failure);
      }
      idle();
      if (failure == null) {
        try {
          context.scheduler().execute(PagePublisher.this::publish);
        } catch (RejectedExecutionException e) {
          log.debug("The scheduler is closed: nothing more is published", e);
        }
      }
    }

    private void explain(GatewayPresence.Held claim, Throwable failure) {
      if (ZkErrors.isConnectionTrouble(failure)) {
        return;
      }
      Throwable cause = Waits.unwrap(failure);
      if (cause instanceof TransactionFailure failed) {
        if (failed.index() == 0) {
          presence.disappeared(claim);
          return;
        }
        boolean missing = failed.code() == Code.NONODE;
        if (failed.index() >= PREFIX && (missing || failed.code() == Code.NODEEXISTS)) {
          pages.correct(taken.get(failed.index() - PREFIX).number(), !missing);
          return;
        }
        if (missing) {
          context.zk().ensurePath(claim.session(), parent);
          return;
        }
      }
      pause();
      log.warn("Publishing under {} failed; it is tried again", parent, failure);
    }
  }
}
