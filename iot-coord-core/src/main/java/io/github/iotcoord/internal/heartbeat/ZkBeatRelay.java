package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.cluster.Member;
import io.github.iotcoord.cluster.Membership;
import io.github.iotcoord.cluster.Partitions;
import io.github.iotcoord.heartbeat.BeatRelay;
import io.github.iotcoord.heartbeat.RelayOptions;
import io.github.iotcoord.heartbeat.RelayStats;
import io.github.iotcoord.internal.codec.RelayRequest;
import io.github.iotcoord.internal.codec.RelayRequest.Kind;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Buffers by partition, and what empties them. */
public final class ZkBeatRelay implements BeatRelay {
  private static final AtomicLong lives = new AtomicLong();
  private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

  /** Without requests under way, and with few unread pages, a look at them is due so often. */
  private static final Duration SELDOM = Duration.ofSeconds(1);

  private static final long NO_NUMBER = -1;
  private static final long MOST_NUMBER = 1L << 62;

  private final CoordContext context;
  private final Partitions partitions;
  private final RelayOptions options;
  private final Member member;
  private final RelayBuffer[] buffers;
  private final RelayWriter writer;
  private final RelayCensus census;
  private final AtomicLong buffered = new AtomicLong();
  private final LongAdder beats = new LongAdder();
  private final LongAdder overflowed = new LongAdder();
  private final List<Future<?>> tasks = new ArrayList<>();
  private long lastLook;
  private volatile boolean closed;

  private ZkBeatRelay(
      CoordContext context, Partitions partitions, Member member, RelayOptions options) {
    this.context = context;
    this.partitions = partitions;
    this.member = member;
    this.options = options;
    String life = context.incarnation() + "-" + lives.incrementAndGet();
    this.lastLook = context.ticker().nanos();
    AtomicLong numbers = new AtomicLong();
    this.buffers = new RelayBuffer[partitions.count()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new RelayBuffer(i, numbers);
    }
    RelayPaths paths = new RelayPaths(context, fleet(), partitions.count());
    paths.areThere(); // not only from the first flush on
    this.writer = new RelayWriter(context, fleet(), life, paths, member::touch);
    this.census = new RelayCensus(context, fleet(), life, buffers, options.unreadPages());
  }

  /**
   * Joins the fleet's relays.
   *
   * @param relays the group of the fleet's relays
   */
  public static BeatRelay open(
      CoordContext context, Partitions partitions, Membership relays, RelayOptions options)
      throws InterruptedException {
    Member member = relays.join();
    ZkBeatRelay relay = new ZkBeatRelay(context, partitions, member, options);
    try {
      context.own(relay);
    } catch (RuntimeException e) {
      member.close();
      throw e;
    }
    relay.tasks.add(context.scheduler().every(options.flush(), relay::flush));
    relay.tasks.add(context.scheduler().every(options.flush(), relay::look));
    return relay;
  }

  private void flush() {
    writer.flush(buffers, options.pageBytes(), options.unreadPages());
    // Counted anew: what was taken is known only here, and new ones may have come meanwhile.
    buffered.set(count());
  }

  private long count() {
    long count = 0;
    for (RelayBuffer buffer : buffers) {
      count += buffer.size();
    }
    return count;
  }

  private void look() {
    int soonTooMany = options.unreadPages() / 2;
    long now = context.ticker().nanos();
    boolean due = now - lastLook >= SELDOM.toNanos();
    for (int i = 0; i < buffers.length && !due; i++) {
      due = buffers[i].unreadCount() >= soonTooMany || buffers[i].hasRequestsUnderWay();
    }
    if (due) {
      lastLook = now;
      census.take();
    }
  }

  @Override
  public String fleet() {
    return partitions.name();
  }

  @Override
  public CompletableFuture<Void> track(DeviceId device, Duration period) {
    long millis = Math.max(1, Arguments.period(Arguments.device(device), period) / 1_000_000);
    return ask(new RelayRequest(Kind.TRACK, device, millis), 0);
  }

  @Override
  public CompletableFuture<Void> untrack(DeviceId device) {
    return ask(new RelayRequest(Kind.UNTRACK, Arguments.device(device), 0), 0);
  }

  @Override
  public CompletableFuture<Void> expectSilence(DeviceId device, Duration duration) {
    long sleep = Arguments.sleep(Arguments.device(device), duration);
    return ask(new RelayRequest(Kind.SLEEP, device, 0), context.ticker().nanos() + sleep);
  }

  private CompletableFuture<Void> ask(RelayRequest request, long until) {
    requireOpen();
    CompletableFuture<Void> done = new CompletableFuture<>();
    bufferOf(request.device()).ask(new OutgoingPage.Request(request, until, done));
    if (closed) {
      done.completeExceptionally(closedException()); // if closing has not seen it
    }
    return done;
  }

  private RelayBuffer bufferOf(DeviceId device) {
    return buffers[partitions.of(device.value())];
  }

  @Override
  public void beat(DeviceId device) {
    take(device, NO_NUMBER);
  }

  @Override
  public void beat(DeviceId device, long sequence) {
    if (sequence < 0 || sequence > MOST_NUMBER) {
      throw new IllegalArgumentException(
          "sequence must be from 0 to 2^62, was " + sequence + " of " + device);
    }
    take(device, sequence);
  }

  private void take(DeviceId device, long sequence) {
    Arguments.device(device);
    requireOpen();
    boolean room = buffered.get() < options.buffered();
    int more = bufferOf(device).beat(device, sequence, context.ticker().nanos(), room);
    beats.increment();
    if (more > 0) {
      buffered.incrementAndGet();
    } else if (more < 0) {
      overflowed.increment();
    }
  }

  @Override
  public RelayStats stats() {
    return new RelayStats(
        beats.sum(),
        writer.pagesWritten(),
        Arrays.stream(buffers).mapToLong(RelayBuffer::unreadCount).sum(),
        count(),
        census.droppedPages(),
        census.droppedBeats() + overflowed.sum());
  }

  private CoordinationClosedException closedException() {
    return new CoordinationClosedException("The relay of " + fleet());
  }

  private void requireOpen() {
    if (closed) {
      throw closedException();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    awaitWritten();
    tasks.forEach(task -> task.cancel(false));
    member.close();
    for (RelayBuffer buffer : buffers) {
      buffer.failRequests(closedException());
    }
    context.disown(this);
  }

  // The flushes go on meanwhile.
  private void awaitWritten() {
    CountDownLatch written = new CountDownLatch(1);
    Future<?> checks =
        context
            .scheduler()
            .every(
                Duration.ofMillis(10),
                () -> {
                  boolean empty = Arrays.stream(buffers).allMatch(RelayBuffer::isEmpty);
                  if (empty && writer.isIdle()) {
                    written.countDown();
                  }
                });
    try {
      if (context.lease().isValid()) {
        written.await(LAST_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      checks.cancel(false);
    }
  }
}
