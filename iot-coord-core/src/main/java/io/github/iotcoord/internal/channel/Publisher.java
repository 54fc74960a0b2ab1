package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SamplesDroppedException;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.SegmentEncoder;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.wire.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes samples into a log of its own. Thread-safe. */
final class Publisher implements SampleBuffer.Owner, SegmentPipeline.Listener {
  private static final Logger logger = LoggerFactory.getLogger(Publisher.class);
  private static final Duration LAST_STEPS = Duration.ofSeconds(1);
  private static final AtomicLong opened = new AtomicLong();

  private record Flush(long upTo, CompletableFuture<Void> done) {}

  private final CoordContext context;
  private final String channel;
  private final String name;
  private final ChannelOptions options;
  private final SerialExecutor serial;
  private final SampleBuffer buffer;
  private final SegmentPipeline pipeline;
  private final SizeLimit limit;
  private final AtomicBoolean pumpQueued = new AtomicBoolean();
  // Touched only with the buffer's lock held.
  private @Nullable Drops drops;
  // Touched only on `serial`.
  private final List<Flush> flushes = new ArrayList<>();
  private boolean failed;

  /**
   * @param clock learns the server's time
   */
  Publisher(CoordContext context, LogReader reader, ChannelOptions options, ServerClock clock) {
    this.context = context;
    this.channel = reader.channel();
    this.options = options;
    this.name = name(context.identity(), context.incarnation());
    this.serial = new SerialExecutor(context.scheduler());
    this.buffer = new SampleBuffer(channel, options, this, SegmentEncoder::new);
    LogWriter log = new LogWriter(context.zk(), clock, context.layout(), channel, name);
    this.limit = new SizeLimit(context, log, options.retentionBytes(), serial);
    this.pipeline = new SegmentPipeline(context, log, serial, buffer::take, this);
  }

  // Nobody else ever has this name, so nobody else writes this log.
  private static String name(String identity, String incarnation) {
    String unique = "~" + incarnation + "-" + opened.incrementAndGet();
    int most = Names.MAX_LENGTH - unique.length();
    return identity.substring(0, Math.min(identity.length(), most)) + unique;
  }

  CompletableFuture<SegmentPosition> publish(List<Sample> samples) throws InterruptedException {
    return buffer.add(samples).future();
  }

  void flush() throws InterruptedException {
    context.await(flushed(), "Flushing channel " + channel);
  }

  private CompletableFuture<Void> flushed() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    buffer.makeDue(
        upTo -> {
          drops = null; // what is dropped from now on must be told after this
          serial.execute(
              () -> {
                flushes.add(new Flush(upTo, done));
                pipeline.pump();
                endFlushes();
              });
        });
    return done;
  }

  private void endFlushes() {
    if (!flushes.isEmpty()) {
      PendingSegment first = pipeline.first();
      long settled = first == null ? buffer.firstWaiting() : first.firstIndex();
      flushes.removeIf(flush -> flush.upTo <= settled && flush.done.complete(null));
    }
  }

  private void failFlushes(long index, RuntimeException failure) {
    flushes.removeIf(
        flush -> {
          boolean concerned = index < flush.upTo;
          return concerned && flush.done.completeExceptionally(failure);
        });
  }

  @Override
  public void enough() {
    if (pumpQueued.compareAndSet(false, true)) {
      serial.execute(
          () -> {
            pumpQueued.set(false);
            pipeline.pump();
          });
    }
  }

  @Override
  public void lingering() {
    if (options.linger().isZero()) {
      serial.execute(this::lingered);
    } else {
      context.scheduler().after(options.linger(), () -> serial.execute(this::lingered));
    }
  }

  private void lingered() {
    buffer.makeDue();
    pipeline.pump();
  }

  @Override
  public void dropped(long index, Ack ack) {
    Drops current = drops;
    if (current == null || !current.add(index, ack)) {
      Drops begun = new Drops(index, ack);
      drops = begun;
      serial.execute(() -> tell(begun));
    }
  }

  private void tell(Drops dropped) {
    SamplesDroppedException failure =
        new SamplesDroppedException(
            "A sample of channel " + channel + " was given up for a newer one");
    dropped.tell().forEach(ack -> ack.failed(failure));
    failFlushes(dropped.first(), failure);
  }

  @Override
  public void committed(PendingSegment segment) {
    limit.committed(segment.number(), segment.payload().length);
    segment.committed(name);
    buffer.settled(segment.samples());
    endFlushes();
  }

  @Override
  public void failed(PendingSegment segment, RuntimeException failure) {
    if (!failed) {
      failed = true;
      logger.warn(
          "Samples of channel {} are given up; their futures say so from now on", channel, failure);
    }
    segment.failed(failure);
    buffer.settled(segment.samples());
    failFlushes(segment.firstIndex(), failure);
  }

  /** Commits what waits, as far as it gets within the operation timeout, and gives up the rest. */
  void close() {
    buffer.close();
    boolean interrupted = false;
    try {
      flush();
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (CoordinationException e) {
      logger.warn("Not everything in channel {} was committed before it was closed", channel, e);
    }
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(this::stop, serial);
    try {
      Waits.get(stopped, LAST_STEPS, "Closing channel " + channel);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (CoordinationException e) {
      logger.warn("Closing channel {} takes long: a listener blocks its threads", channel, e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    SamplesDroppedException failure =
        new SamplesDroppedException(
            "Channel "
                + channel
                + " was closed before these samples were acknowledged; those that had been sent may"
                + " have been committed");
    pipeline.stop(failure);
    buffer.clear().forEach(ack -> ack.failed(failure));
    failFlushes(-1, failure);
  }
}
