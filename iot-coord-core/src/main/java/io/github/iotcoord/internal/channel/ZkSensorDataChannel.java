package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.ChannelStats;
import io.github.iotcoord.channel.HistoryArchiver;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.LeaderElection;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** A channel: at most one publisher, begun with the first sample, and any number of followers. */
public final class ZkSensorDataChannel implements SensorDataChannel {
  private record Latest(LogFollower follower, LatestValues values) {}

  private final CoordContext context;
  private final ChannelOptions options;
  private final String name;
  private final LogReader reader;
  private final Quarantine quarantine;
  private final AheadLimit aheadLimit;
  private final LongAdder futureSamples = new LongAdder();
  private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();
  private final Set<ZkHistoryArchiver> archivers = ConcurrentHashMap.newKeySet();
  private final Function<String, LeaderElection> elections;

  // Changed under the lock of this only.
  private volatile @Nullable Publisher publisher;
  private volatile @Nullable Latest latest;
  private @Nullable ChannelCleaner cleaner;
  private volatile boolean closed;

  /**
   * @param elections the election of a name
   */
  public ZkSensorDataChannel(
      CoordContext context,
      String name,
      ChannelOptions options,
      Function<String, LeaderElection> elections) {
    this.context = context;
    this.name = Names.require("channel name", name);
    this.options = required("options", options);
    this.elections = elections;
    this.reader = new LogReader(context.layout(), name);
    this.quarantine = new Quarantine(name);
    this.aheadLimit = new AheadLimit(Clock.systemUTC(), options.maxAhead());
    context.own(this);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletableFuture<SegmentPosition> publish(Sample sample) throws InterruptedException {
    List<Sample> one = List.of(required("sample", sample));
    aheadLimit.check(one);
    return publisher().publish(one);
  }

  @Override
  public CompletableFuture<SegmentPosition> publishAll(Collection<Sample> samples)
      throws InterruptedException {
    List<Sample> copy = new ArrayList<>(required("samples", samples));
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("samples must not be empty");
    }
    copy.forEach(sample -> required("sample", sample));
    aheadLimit.check(copy);
    return publisher().publish(copy);
  }

  private Publisher publisher() {
    Publisher current = publisher;
    return current == null || closed ? newPublisher() : current;
  }

  private synchronized Publisher newPublisher() {
    requireOpen();
    if (publisher == null) {
      ServerClock clock = new ServerClock(context.ticker());
      publisher = new Publisher(context, reader, options, clock);
      cleaner = new ChannelCleaner(context, reader, clock, options);
      cleaner.stand(elections.apply(ZnodeLayout.cleanerElection(name)));
    }
    return publisher;
  }

  @Override
  public void flush() throws InterruptedException {
    Publisher current;
    synchronized (this) {
      requireOpen();
      current = publisher;
    }
    if (current != null) {
      current.flush();
    }
  }

  @Override
  public Optional<Sample> latest(DeviceId device, String metric) throws InterruptedException {
    required("device", device);
    required("metric", metric);
    Latest values = latest();
    if (!values.follower.loaded().isDone() || values.follower.loaded().isCompletedExceptionally()) {
      context.await(values.follower.loaded(), "Loading channel " + name);
    }
    return values.values.get(device, metric);
  }

  private Latest latest() {
    Latest current = latest;
    return current == null || closed || current.follower.loaded().isCompletedExceptionally()
        ? newLatest()
        : current;
  }

  private synchronized Latest newLatest() {
    requireOpen();
    Latest current = latest;
    if (current == null || current.follower.loaded().isCompletedExceptionally()) {
      if (current != null) {
        current.follower.close();
      }
      LatestValues values = new LatestValues(options.maxAhead(), futureSamples);
      current = new Latest(follow(SubscriptionStart.oldest(), values, context.scheduler()), values);
      current.follower.start();
      latest = current;
    }
    return current;
  }

  @Override
  public Subscription subscribe(SubscriptionStart start, SampleListener listener, Executor executor)
      throws InterruptedException {
    required("start", start);
    required("listener", listener);
    required("executor", executor);
    LogFollower follower;
    synchronized (this) {
      requireOpen();
      follower = follow(start, new ListenerSink(listener), executor);
    }
    try {
      context.await(follower.start(), "Subscribing to channel " + name);
      return follower;
    } catch (InterruptedException | RuntimeException e) {
      follower.close();
      throw e;
    }
  }

  private LogFollower follow(SubscriptionStart start, SegmentSink sink, Executor executor) {
    LogFollower follower =
        new LogFollower(context, reader, quarantine, start, sink, executor, followers::remove);
    followers.add(follower);
    return follower;
  }

  private record ListenerSink(SampleListener listener) implements SegmentSink {
    @Override
    public void segment(SegmentPosition position, Stat stat, Segment samples) {
      listener.samples(position, samples);
    }

    @Override
    public void gap(SegmentPosition from, long count) {
      listener.gap(from, count);
    }

    @Override
    public void stopped(CoordinationException reason) {
      listener.stopped(reason);
    }
  }

  @Override
  public Stream<Sample> history(HistoryQuery query) throws InterruptedException {
    required("query", query);
    requireOpen();
    HistoryReader recent = new HistoryReader(context, reader, quarantine);
    HistoryStore store = options.history();
    return store == null
        ? recent.read(query).stream()
        : MergedHistory.read(name, query, store, recent);
  }

  @Override
  public HistoryArchiver startArchiver() {
    HistoryStore store = options.history();
    if (store == null) {
      throw new IllegalStateException(
          "channel " + name + " was opened without a history store: ChannelOptions.withHistory");
    }
    ZkHistoryArchiver archiver;
    synchronized (this) {
      requireOpen();
      archiver = new ZkHistoryArchiver(context, reader, quarantine, store, archivers::remove);
      archivers.add(archiver);
    }
    archiver.stand(elections.apply(ZnodeLayout.archiverElection(name)));
    return archiver;
  }

  @Override
  public Optional<List<SegmentPosition>> storedPosition(String subscription)
      throws InterruptedException {
    String path = positionOf(subscription);
    return ask("Reading " + path, session -> PositionNode.read(session, path))
        .map(
            stored ->
                stored.next().entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .map(entry -> new SegmentPosition(entry.getKey(), entry.getValue() - 1))
                    .toList());
  }

  @Override
  public boolean deleteStoredPosition(String subscription) throws InterruptedException {
    String path = positionOf(subscription);
    return ask("Deleting " + path, session -> PositionNode.delete(session, path));
  }

  private String positionOf(String subscription) {
    Names.require("subscription name", subscription);
    requireOpen();
    return context.layout().storedPosition(name, subscription);
  }

  private <T> T ask(String what, Function<ZkSession, CompletableFuture<T>> request)
      throws InterruptedException {
    return context.await(context.zk().retrying(what, context.operationTimeout(), request), what);
  }

  @Override
  public ChannelStats stats() {
    return new ChannelStats(quarantine.count(), futureSamples.sum());
  }

  private void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("Channel " + name);
    }
  }

  private static <T> T required(String what, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
    return value;
  }

  @Override
  public void close() {
    Publisher last;
    ChannelCleaner lastCleaner;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = publisher;
      lastCleaner = cleaner;
    }
    if (last != null) {
      last.close();
    }
    if (lastCleaner != null) {
      lastCleaner.close();
    }
    List.copyOf(followers).forEach(LogFollower::close);
    List.copyOf(archivers).forEach(ZkHistoryArchiver::close);
    context.disown(this);
  }

  @Override
  public String toString() {
    return "channel " + name;
  }
}
