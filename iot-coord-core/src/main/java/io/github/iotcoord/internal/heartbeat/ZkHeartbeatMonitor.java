package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.HealthGroup;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The judge, its clock and its thread, and what publishes its word. */
public final class ZkHeartbeatMonitor implements HeartbeatMonitor {
  private static final Logger log = LoggerFactory.getLogger(ZkHeartbeatMonitor.class);
  private static final Duration UPKEEP = Duration.ofMillis(200);
  private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

  /** Two monitors of one process, one after the other, are two lives of the gateway. */
  private static final AtomicLong lives = new AtomicLong();

  private final CoordContext context;
  private final HeartbeatOptions options;
  private final Clock wallClock = Clock.systemUTC();
  private final String incarnation;
  private final ObservedClock clock;
  private final SilenceJudge judge;
  private final HealthPages pages = new HealthPages();
  private final GatewayPresence presence;
  private final PagePublisher publisher;
  private final MonitorSink sink;
  private final LongAdder strangers = new LongAdder();
  private final Future<?> ticks;
  private final Future<?> upkeep;
  private final Every seen; // only of the upkeep
  private volatile boolean closed;

  public ZkHeartbeatMonitor(CoordContext context, HeartbeatOptions options) {
    this.context = context;
    this.options = options;
    this.incarnation = context.incarnation() + "-" + lives.incrementAndGet();
    this.sink = new MonitorSink(pages, context.scheduler());
    Duration tick = options.tick();
    Duration overrun = tick.compareTo(options.overrun()) > 0 ? tick : options.overrun();
    this.clock =
        new ObservedClock(
            context.ticker(),
            options.ticker(),
            tick.plus(overrun).toNanos(),
            Waits.toNanos(options.grace()));
    this.judge = new SilenceJudge(context.identity(), options, sink, wallClock);
    this.presence =
        new GatewayPresence(context, incarnation, wallClock.instant(), new PresenceTarget());
    this.publisher =
        new PagePublisher(
            context,
            gateway(),
            pages,
            new JudgedHealth(judge, pages, clock::now, incarnation, wallClock),
            presence,
            incarnation);
    this.seen = new Every(context.ticker(), options.lastSeenEvery());
    this.ticks = context.scheduler().every(tick, this::tick);
    this.upkeep =
        context.scheduler().every(tick.compareTo(UPKEEP) < 0 ? tick : UPKEEP, this::keepUp);
    own();
    context.scheduler().execute(presence::tick);
  }

  private void own() {
    try {
      context.own(this);
    } catch (RuntimeException e) {
      ticks.cancel(false);
      upkeep.cancel(false);
      throw e;
    }
  }

  /** Looks at the deadlines that have passed, and has published what changed. */
  public void tick() {
    boolean connected = context.lease().isValid();
    clock.tick(connected);
    if (connected) {
      judge.tick(clock.now(), clock.graceLeft());
    }
    // Not here: to write many pages takes its time, and the next tick would look like a late one.
    try {
      context.scheduler().execute(publisher::publish);
    } catch (RejectedExecutionException e) {
      log.debug("The scheduler is closed: nothing more is published", e);
    }
  }

  // A tick may be a minute, but a lost claim should not wait for it.
  private void keepUp() {
    presence.tick();
    publisher.catchUp();
    if (seen.isDue()) {
      pages.changed(HealthPages.SEEN);
    }
  }

  private final class PresenceTarget implements GatewayPresence.Target {
    private boolean groupInherited;

    @Override
    public CompletableFuture<Void> claimed(GatewayPresence.Held claim) {
      return new PageLoader(context, gateway()).load(claim.session()).thenAccept(this::loaded);
    }

    private void loaded(PageLoader.Found found) {
      for (DeviceId device : pages.load(found.pages(), incarnation, wallClock.instant())) {
        if (judge.find(device) != null) {
          inherit(pages.reclaim(device));
        }
      }
      HealthGroup group = found.group();
      if (group != null && !group.incarnation().equals(incarnation) && !groupInherited) {
        groupInherited = true;
        judge.inheritGroup(group.transition());
      }
    }

    @Override
    public void superseded() {
      pages.failWaiters(supersededException());
    }
  }

  private CoordinationException supersededException() {
    return new CoordinationException(
        "Gateway " + gateway() + ": another process has taken its place, nothing is published");
  }

  public boolean isOpen() {
    return !closed;
  }

  public HeartbeatOptions options() {
    return options;
  }

  @Override
  public String gateway() {
    return context.identity();
  }

  @Override
  public TrackedDevice track(DeviceId device, Duration period) {
    requireOpen(device);
    return track(device, Arguments.period(device, period));
  }

  @Override
  public TrackedDevice track(DeviceId device) {
    requireOpen(device);
    return track(device, FailureDetector.UNKNOWN_PERIOD);
  }

  private TrackedDevice track(DeviceId device, long period) {
    HealthEntry before = pages.reclaim(device);
    long transitions = before == null ? 0 : before.transition();
    int slot = judge.track(device, period, transitions, clock.now());
    if (before != null) {
      judge.sleepOn(before, clock.now());
    }
    inherit(pages.reclaim(device)); // earlier pages may just have been read
    return new DeviceHandle(this, judge.pageOf(slot), DevicePage.indexOf(slot), device);
  }

  private void inherit(@Nullable HealthEntry before) {
    if (before != null) {
      judge.inherit(before.device(), before.transition());
      judge.sleepOn(before, clock.now());
    }
  }

  @Override
  public void untrack(DeviceId device) {
    requireOpen(device);
    judge.untrack(device);
    pages.reclaim(device);
  }

  @Override
  public boolean beat(DeviceId device) {
    return beat(device, FailureDetector.NO_SEQUENCE);
  }

  @Override
  public boolean beat(DeviceId device, long sequence) {
    requireOpen(device);
    boolean tracked =
        clock.isStanding()
            ? judge.unobservedBeat(device, clock.now())
            : judge.beat(device, sequence, clock.now());
    return tracked || isStranger();
  }

  /** A beat by a handle. */
  boolean beat(DevicePage page, int index, DeviceId device, long sequence) {
    requireOpen();
    boolean tracked =
        clock.isStanding()
            ? judge.unobservedBeat(page, index, device, clock.now())
            : judge.beat(page, index, device, sequence, clock.now());
    return tracked || isStranger();
  }

  private boolean isStranger() {
    strangers.increment();
    return false;
  }

  /** How many beats came of devices that are not tracked. */
  public long strangers() {
    return strangers.sum();
  }

  @Override
  public void expectSilence(DeviceId device, Duration duration) {
    requireOpen(device);
    long now = clock.now();
    judge.expectSilence(device, now + Arguments.sleep(device, duration), now);
  }

  @Override
  public boolean connected(DeviceId device, long session) {
    requireOpen(device);
    return judge.connected(device, Arguments.session(device, session), clock.now());
  }

  @Override
  public boolean disconnected(DeviceId device, long session, String reason) {
    requireOpen(device);
    return judge.disconnected(
        device, Arguments.session(device, session), Arguments.reason(device, reason), clock.now());
  }

  @Override
  public Optional<DeviceHealth> find(DeviceId device) {
    return Optional.ofNullable(judge.find(Arguments.device(device)));
  }

  @Override
  public int size() {
    return judge.size();
  }

  @Override
  public Subscription addListener(Consumer<HealthTransition> listener, Executor executor) {
    requireOpen();
    return sink.addListener(listener, executor);
  }

  @Override
  public GroupHealth group() {
    return judge.group();
  }

  @Override
  public Subscription addGroupListener(Consumer<GroupTransition> listener, Executor executor) {
    requireOpen();
    return sink.addGroupListener(listener, executor);
  }

  @Override
  public void flush() throws InterruptedException {
    requireOpen();
    flush(context.operationTimeout());
  }

  private void flush(Duration patience) throws InterruptedException {
    CompletableFuture<Void> written = pages.allWritten();
    if (presence.isSuperseded() && !written.isDone()) {
      pages.forget(written);
      throw supersededException();
    }
    try {
      publisher.publish();
      Waits.get(written, patience, "Publishing the health of the devices of " + gateway());
    } finally {
      pages.forget(written);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("The heartbeat monitor of " + gateway());
    }
  }

  private void requireOpen(DeviceId device) {
    Arguments.device(device);
    requireOpen();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      if (presence.held() != null && context.lease().isValid()) {
        flush(LAST_FLUSH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CoordinationException e) {
      log.warn("The last transitions of gateway {} are not published", gateway(), e);
    }
    ticks.cancel(false);
    upkeep.cancel(false);
    CompletableFuture<Void> gone = presence.close();
    context.track(gone);
    awaitQuietly(gone);
    pages.failWaiters(new CoordinationClosedException("The heartbeat monitor of " + gateway()));
    sink.close();
    context.disown(this);
  }

  private void awaitQuietly(CompletableFuture<Void> gone) {
    try {
      if (context.lease().isValid()) {
        Waits.get(gone, LAST_FLUSH, "Giving up the claim of gateway " + gateway());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("The claim of gateway {} goes later, or with the session", gateway(), e);
    }
  }
}
