package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A channel: at most one publisher, begun with the first sample, and any number of followers. */
public final class ZkSensorDataChannel implements SensorDataChannel {
  private record Latest(LogFollower follower, LatestValues values) {}

  private final CoordContext context;
  private final ChannelOptions options;
  private final String name;
  private final LogReader reader;
  private final Quarantine quarantine;
  private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();

  // Changed under the lock of this only.
  private volatile @Nullable Publisher publisher;
  private volatile @Nullable Latest latest;
  private volatile boolean closed;

  public ZkSensorDataChannel(CoordContext context, String name, ChannelOptions options) {
    this.context = context;
    this.name = Names.require("channel name", name);
    this.options = required("options", options);
    this.reader = new LogReader(context.layout(), name);
    this.quarantine = new Quarantine(name);
    context.own(this);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletableFuture<SegmentPosition> publish(Sample sample) throws InterruptedException {
    return publisher().publish(List.of(required("sample", sample)));
  }

  @Override
  public CompletableFuture<SegmentPosition> publishAll(Collection<Sample> samples)
      throws InterruptedException {
    List<Sample> copy = new ArrayList<>(required("samples", samples));
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("samples must not be empty");
    }
    copy.forEach(sample -> required("sample", sample));
    return publisher().publish(copy);
  }

  private Publisher publisher() {
    Publisher current = publisher;
    return current == null || closed ? newPublisher() : current;
  }

  private synchronized Publisher newPublisher() {
    requireOpen();
    if (publisher == null) {
      publisher = new Publisher(context, reader, options);
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
      LatestValues values = new LatestValues();
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
    public void segment(SegmentPosition position, long czxid, Segment samples) {
      listener.samples(position, samples);
    }

    @Override
    public void gap(SegmentPosition from, long count) {
      listener.gap(from, count);
    }
  }

  @Override
  public Stream<Sample> history(HistoryQuery query) throws InterruptedException {
    required("query", query);
    requireOpen();
    return new HistoryReader(context, reader, quarantine).read(query).stream();
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
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = publisher;
    }
    if (last != null) {
      last.close();
    }
    List.copyOf(followers).forEach(LogFollower::close);
    context.disown(this);
  }

  @Override
  public String toString() {
    return "channel " + name;
  }
}
