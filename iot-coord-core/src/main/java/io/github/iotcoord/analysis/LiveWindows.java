package io.github.iotcoord.analysis;

import io.github.iotcoord.analysis.WindowStore.Outcome;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Windows of samples as they come, in any order: give it to {@code SensorDataChannel.subscribe}, or
 * add samples by hand.
 *
 * <p><b>Watermark.</b> There is one for the whole input: the latest event time seen, less the
 * {@linkplain WindowOptions#disorder() disorder}. It moves on at the end of a batch, and never
 * back. So a series that is idle holds nothing back, and one whose clock is ahead makes the others
 * late; {@code ChannelOptions.maxAhead} bounds by how much. When nothing comes at all it stands
 * still, unless {@link #advanceTo} moves it.
 *
 * <p><b>Results.</b> A window's result is given when the watermark has passed its end. Samples that
 * come later, but within the allowed lateness, give a corrected result, of all samples, with the
 * next revision: one for each batch. Those that come later still are counted, and told of. In the
 * terms of the Dataflow Model results accumulate, and sessions that late samples change are
 * retracted.
 *
 * <p><b>Memory.</b> {@link WindowOptions#maxOpen} bounds how many sums are kept. When a sample
 * needs one more, those are given up that are kept for late samples only, the oldest first (of
 * sessions, all); if there are none, the sample is left out, counted, and told of, and what is
 * there already stays exact. The results of one call are not among these sums: they are gathered
 * before the first is told, so when the watermark leaps there are as many at once as windows end by
 * it, or, at the {@link #complete end}, as are open.
 *
 * <p><b>Restart.</b> Nothing is stored. Who resumes a subscription from before the windows that
 * were open gets the results again, with revisions that may be others, and sets {@link
 * WindowOptions#first} to leave out windows that would be seen only in part.
 *
 * <p><b>Connection.</b> It has none; while a subscription stands still, so do the windows. What
 * retention took from a slow subscriber is missing, and {@link #gaps} tells that.
 *
 * <p>Thread-safe: one call at a time goes in. The listener is called on the calling thread, after
 * the batch has been taken; what it throws is thrown on, after all else has been told.
 */
public final class LiveWindows implements SampleListener {
  private final WindowListener listener;
  private final WindowStore store;
  private final long disorder;
  private final List<Runnable> told = new ArrayList<>();
  private long latest = Long.MIN_VALUE;
  private long watermark = Long.MIN_VALUE;
  private long late;
  private long dropped;
  private long gaps;

  /**
   * Creates windows without samples.
   *
   * @param options how to aggregate
   * @param listener told of results
   */
  public LiveWindows(WindowOptions options, WindowListener listener) {
    this.listener = listener;
    this.disorder = options.disorder().toMillis();
    if (options.windows() instanceof Windows.Aligned aligned) {
      store = new PaneWindows(aligned, options, this::result);
    } else {
      store =
          new SessionWindows(
              (Windows.Session) options.windows(),
              options,
              this::result,
              earlier -> told.add(() -> listener.retracted(earlier)));
    }
  }

  private void result(WindowAggregate result) {
    told.add(() -> listener.window(result));
  }

  @Override
  public void samples(SegmentPosition position, List<Sample> samples) {
    add(samples);
  }

  @Override
  public synchronized void gap(SegmentPosition from, long count) {
    gaps += count;
  }

  /**
   * Adds a batch of samples, then moves the watermark on.
   *
   * @param samples the samples, in any order
   */
  public synchronized void add(Collection<Sample> samples) {
    for (Sample sample : samples) {
      latest = Math.max(latest, sample.time().toEpochMilli());
      Outcome outcome = store.add(sample);
      if (outcome == Outcome.ON_TIME) {
        continue;
      }
      if (outcome == Outcome.LATE) {
        late++;
        continue;
      }
      dropped++;
      DropReason reason = outcome == Outcome.TOO_LATE ? DropReason.TOO_LATE : DropReason.NO_ROOM;
      told.add(() -> listener.dropped(sample, reason));
    }
    if (latest != Long.MIN_VALUE) {
      watermark = Math.max(watermark, latest - disorder);
    }
    store.advance(watermark);
    tell();
  }

  /**
   * Moves the watermark on, as far as it is not there already: says that what comes from before
   * this time is late. For an input that may be idle, call it now and then with the wall time less
   * what samples may take to arrive.
   *
   * @param time the new watermark
   */
  public synchronized void advanceTo(Instant time) {
    watermark = Math.max(watermark, time.toEpochMilli());
    store.advance(watermark);
    tell();
  }

  /**
   * Ends the input: gives the results of all windows that are open. Every sample after it is too
   * late.
   */
  public synchronized void complete() {
    watermark = Long.MAX_VALUE;
    store.advance(watermark);
    tell();
  }

  /**
   * Returns the watermark.
   *
   * @return the event time before which samples are late; empty before the first sample and after
   *     the end of the input
   */
  public synchronized Optional<Instant> watermark() {
    return watermark == Long.MIN_VALUE || watermark == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(watermark));
  }

  /**
   * Returns how many samples came after the watermark had passed the end of one of their windows,
   * and are in a result.
   *
   * @return the number of late samples
   */
  public synchronized long lateSamples() {
    return late;
  }

  /**
   * Returns how many samples were left out: too late for all their windows, or for lack of room.
   *
   * @return the number of dropped samples
   */
  public synchronized long droppedSamples() {
    return dropped;
  }

  /**
   * Returns how many segments a subscription has missed, whose samples are in no window.
   *
   * @return the number of segments
   */
  public synchronized long gaps() {
    return gaps;
  }

  /**
   * Returns how many sums are kept, of at most {@link WindowOptions#maxOpen}.
   *
   * @return the number
   */
  public synchronized int open() {
    return store.open();
  }

  private void tell() {
    List<Runnable> all = List.copyOf(told);
    told.clear();
    Deliveries.deliver(all, Runnable::run);
  }
}
