package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The judge, its clock and its thread, and what publishes its word. */
public final class ZkHeartbeatMonitor implements HeartbeatMonitor {
  private static final Logger log = LoggerFactory.getLogger(ZkHeartbeatMonitor.class);
  private static final Duration LEAST_OVERRUN = Duration.ofSeconds(1);
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
  private final Listeners<HealthTransition> listeners = new Listeners<>();
  private final SerialExecutor events;
  private final LongAdder strangers = new LongAdder();
  private final Future<?> ticks;
  private final Future<?> upkeep;
  private volatile boolean closed;

  public ZkHeartbeatMonitor(CoordContext context, HeartbeatOptions options) {
    this.context = context;
    this.options = options;
    this.incarnation = context.incarnation() + "-" + lives.incrementAndGet();
    this.events = new SerialExecutor(context.scheduler());
    Duration tick = options.tick();
    Duration overrun = tick.compareTo(LEAST_OVERRUN) > 0 ? tick : LEAST_OVERRUN;
    this.clock =
        new ObservedClock(
            context.ticker(),
            options.ticker(),
            tick.plus(overrun).toNanos(),
            Waits.toNanos(options.grace()));
    this.judge =
        new SilenceJudge(
            context.identity(),
            options.detector(),
            options.confirmation(),
            tick.toNanos(),
            new JudgeSink(),
            wallClock);
    this.presence =
        new GatewayPresence(context, incarnation, wallClock.instant(), new PresenceTarget());
    this.publisher =
        new PagePublisher(context, gateway(), pages, judge::entries, presence, incarnation);
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

  private void tick() {
    boolean connected = context.lease().isValid();
    clock.tick(connected);
    if (connected) {
      judge.tick(clock.now(), clock.graceLeft());
    }
    publisher.publish();
  }

  // A tick may be a minute, but a lost claim should not wait for it.
  private void keepUp() {
    presence.tick();
    publisher.catchUp();
  }

  private final class JudgeSink implements SilenceJudge.Sink {
    @Override
    public void pageChanged(int page) {
      pages.changed(page);
    }

    @Override
    public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
      if (!listeners.isEmpty()) {
        HealthTransition transition = new HealthTransition(before, after);
        events.execute(() -> listeners.publish(transition));
      }
    }
  }

  private final class PresenceTarget implements GatewayPresence.Target {
    @Override
    public CompletableFuture<Void> claimed(GatewayPresence.Held claim) {
      return new PageLoader(context, gateway())
          .load(claim.session())
          .thenAccept(
              found -> {
                for (DeviceId device : pages.load(found, incarnation, wallClock.instant())) {
                  if (judge.find(device) != null) {
                    judge.inherit(device, pages.reclaim(device));
                  }
                }
              });
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
  public void track(DeviceId device, Duration period) {
    requireOpen(device);
    long nanos = Arguments.period(device, period);
    judge.track(device, nanos, pages.reclaim(device), clock.now());
    // Earlier pages may just have been read.
    long inherited = pages.reclaim(device);
    if (inherited > 0) {
      judge.inherit(device, inherited);
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
    boolean tracked = judge.beat(device, sequence, clock.now());
    if (!tracked) {
      strangers.increment();
    }
    return tracked;
  }

  /** How many beats came of devices that are not tracked. */
  public long strangers() {
    return strangers.sum();
  }

  @Override
  public void expectSilence(DeviceId device, Duration duration) {
    requireOpen(device);
    judge.expectSilence(device, clock.now() + Arguments.sleep(device, duration));
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
    return listeners.add(listener, executor);
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
    listeners.clear();
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
