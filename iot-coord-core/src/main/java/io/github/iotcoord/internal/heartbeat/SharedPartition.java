package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.SharedMonitorOptions;
import io.github.iotcoord.internal.codec.GatewayClaim;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.RelayPage;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judge of one partition, for as long as its lock is held: takes over what was published, takes
 * the relays' pages, and publishes as a gateway of its own. Nothing here blocks. Thread-safe.
 *
 * <p>Its claim is made on the session of the lock only, so that whoever makes a claim holds the
 * lock; and the next holder deletes it before it reads. So a claim that exists is enough for a
 * page's transaction to check.
 */
final class SharedPartition {
  private static final Logger log = LoggerFactory.getLogger(SharedPartition.class);
  private static final AtomicLong lives = new AtomicLong();
  private static final Duration LAST_PUBLICATION = Duration.ofSeconds(2);

  private final CoordContext context;
  private final LockGrant grant;
  private final String gateway;
  private final String incarnation;
  private final Duration patience;
  private final SharedCounts counts;
  private final Clock wallClock = Clock.systemUTC();
  private final ObservedClock clock;
  private final SilenceJudge judge;
  private final HealthPages pages = new HealthPages();
  private final RelaySigns signs;
  private final RelayInbox inbox;
  private final PageTaker taker;
  private final PageSweeper sweeper;
  private final Every seen;

  // Guarded by this.
  private @Nullable GatewayPresence presence;
  private @Nullable PagePublisher publisher;
  private @Nullable Hearing hearing;
  private boolean restored;
  private boolean stopped;
  private List<String> taken = new ArrayList<>();

  /**
   * @param transitions hears of the devices' transitions, in order for each device
   */
  SharedPartition(
      CoordContext context,
      String fleet,
      int number,
      LockGrant grant,
      SharedMonitorOptions options,
      RelaySigns signs,
      SharedCounts counts,
      BiConsumer<@Nullable DeviceHealth, @Nullable DeviceHealth> transitions) {
    this.context = context;
    this.grant = grant;
    this.gateway = ZnodeLayout.partitionGateway(fleet, number);
    this.incarnation = context.incarnation() + "-p" + lives.incrementAndGet();
    this.patience = options.relayPatience();
    this.signs = signs;
    this.counts = counts;
    HeartbeatOptions judging = options.judging();
    Duration tick = judging.tick();
    Duration overrun = tick.compareTo(judging.overrun()) > 0 ? tick : judging.overrun();
    this.clock =
        new ObservedClock(
            context.ticker(),
            judging.ticker(),
            tick.plus(overrun).toNanos(),
            Waits.toNanos(judging.grace()));
    this.judge =
        new SilenceJudge(
            gateway,
            judging,
            new SilenceJudge.Sink() {
              @Override
              public void pageChanged(int page) {
                pages.changed(page);
              }

              @Override
              public boolean isListening() {
                return true;
              }

              @Override
              public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
                transitions.accept(before, after);
              }

              @Override
              public void groupChanged(GroupTransition transition) {
                pages.changed(HealthPages.GROUP);
              }
            },
            wallClock);
    this.taker = new PageTaker(judge, clock, counts);
    this.sweeper = new PageSweeper(context);
    this.seen = new Every(context.ticker(), judging.lastSeenEvery());
    this.inbox = new RelayInbox(context, fleet, number, new Mail());
  }

  /** Looks after everything: to be called every tick. */
  synchronized void tick() {
    if (stopped) {
      return;
    }
    claim();
    Hearing heard = hearing;
    if (heard == null || presence == null || publisher == null) {
      return;
    }
    GatewayPresence.Held held = presence.held();
    boolean watching =
        held != null
            && context.lease().isValid()
            && grant.isValid()
            && heard.isComplete(context.ticker().nanos());
    if (heard.someLeft()) {
      clock.tick(false); // and so a grace follows
    }
    clock.tick(watching);
    if (watching) {
      judge.tick(heard.upTo(), clock.graceLeft());
    }
    if (seen.isDue()) {
      pages.changed(HealthPages.SEEN);
    }
    publisher.publish();
    if (held != null) {
      sweeper.sweep(held.session());
    }
    inbox.look();
  }

  private void claim() {
    if (presence == null) {
      // The lock's session: a grant that is valid stands on the session that the lease is for.
      long session = context.lease().sessionId();
      if (!grant.isValid() || session != context.lease().sessionId()) {
        return;
      }
      presence =
          new GatewayPresence(
              context,
              gateway,
              session,
              new GatewayClaim(incarnation, wallClock.instant()),
              new Claimed());
      publisher =
          new PagePublisher(
              context,
              gateway,
              pages,
              new JudgedHealth(judge, pages, clock::now, incarnation, wallClock),
              presence,
              incarnation);
    }
    if (grant.isValid()) {
      presence.tick();
    }
  }

  private final class Claimed implements GatewayPresence.Target {
    @Override
    public CompletableFuture<Void> claimed(GatewayPresence.Held claim) {
      return new PageLoader(context, gateway)
          .load(claim.session())
          .thenAccept(SharedPartition.this::restore);
    }

    @Override
    public void superseded() {
      // Another holds the lock: the loss of ours is about to be told.
    }
  }

  private synchronized void restore(PageLoader.Found found) {
    if (stopped) {
      return;
    }
    if (!restored && found.group() != null) {
      judge.restoreGroup(found.group().health(gateway));
    }
    TreeMap<Integer, @Nullable HealthPage> emptied = new TreeMap<>();
    // In order, so that devices move to earlier pages only, which are written first: none is
    // missing from all pages in between.
    for (Map.Entry<Integer, @Nullable HealthPage> each : new TreeMap<>(found.pages()).entrySet()) {
      HealthPage page = each.getValue();
      emptied.put(each.getKey(), page == null ? null : new HealthPage("", List.of()));
      if (page != null && !restored) {
        for (HealthEntry entry : page.entries()) {
          judge.restore(entry, clock.now());
        }
      }
    }
    pages.load(emptied, incarnation, wallClock.instant());
    for (int page = 0; page * DevicePage.SIZE < judge.size(); page++) {
      pages.changed(page); // also in place of one that could not be read
    }
    if (!restored) {
      restored = true;
      if (judge.group().status() == GroupStatus.SILENT) {
        pages.changed(HealthPages.GROUP); // what an earlier life said does not count for this one
      }
      taker.begin();
      clock.tick(false); // nobody watched, so a grace follows
      hearing =
          new Hearing(Waits.toNanos(patience), signs.look(), clock.now(), context.ticker().nanos());
      inbox.start();
    }
  }

  private final class Mail implements RelayInbox.Sink {
    @Override
    public void page(String path, @Nullable RelayPage page) {
      if (page == null || !take(path, page)) {
        counts.unreadable.increment();
      }
      counts.pages.increment();
      synchronized (SharedPartition.this) {
        taken.add(path);
      }
    }

    // One bad page, or a detector that throws, must not keep the others' beats from the judge.
    private boolean take(String path, RelayPage page) {
      try {
        taker.take(page);
        return true;
      } catch (RuntimeException e) {
        log.error("{} could not be taken in whole and is passed over", path, e);
        return false;
      }
    }

    @Override
    public Runnable looking() {
      // In this order: a sign that is not seen now is given after this time. And what was written
      // before a sign was announced before it.
      long observed = clock.now();
      long real = context.ticker().nanos();
      RelaySigns.Look look = signs.look();
      return () -> caughtUp(look, observed, real);
    }
  }

  private void caughtUp(RelaySigns.Look look, long observed, long real) {
    List<String> done;
    synchronized (this) {
      if (stopped || hearing == null) {
        return;
      }
      hearing.note(look, observed, real);
      done = taken;
      if (done.isEmpty()) {
        return;
      }
      taken = new ArrayList<>();
    }
    // What they caused is published before they go.
    pages.allWritten().thenRun(() -> sweeper.add(done));
  }

  @Nullable DeviceHealth find(DeviceId device) {
    return judge.find(device);
  }

  int size() {
    return judge.size();
  }

  /** Whether what was published has been taken over. */
  synchronized boolean isJudging() {
    return restored && !stopped;
  }

  /** Stops taking, publishes if the lock is still held, and gives the claim up. */
  CompletionStage<Void> stop() {
    GatewayPresence last;
    PagePublisher publishing;
    synchronized (this) {
      stopped = true;
      last = presence;
      publishing = publisher;
    }
    inbox.close();
    if (last == null || publishing == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    if (grant.isValid() && last.held() != null) {
      pages.allWritten().thenRun(() -> written.complete(null));
      context.scheduler().after(LAST_PUBLICATION, () -> written.complete(null));
      publishing.publish();
    } else {
      written.complete(null);
    }
    return written.thenCompose(done -> last.close());
  }
}
