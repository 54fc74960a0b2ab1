package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what publishers were told is committed with what a subscriber received, segment by
 * segment: by the number of samples and by a checksum of them. Thread-safe.
 */
public final class DeliveryLog implements SampleSink, SampleListener {
  private final Map<SegmentPosition, Segment> segments = new HashMap<>();
  private long acknowledged;
  private long failed;
  private long received;
  private long duplicated;
  private long gaps;

  private static final class Segment {
    long acknowledged;
    long acknowledgedSum;
    long received;
    long receivedSum;
  }

  /**
   * What became of the samples.
   *
   * @param published those that were acknowledged to their publisher
   * @param delivered those of them that the subscriber received
   * @param lost those of them that it did not, or received changed
   * @param unconfirmed those that it received although nobody was told that they are committed, as
   *     happens when a publisher dies in between
   * @param duplicated those that it received again
   * @param failed those that the publisher was told were given up
   * @param segments in how many segments they were received
   * @param gaps how many segments retention had taken before they could be delivered
   */
  public record Balance(
      long published,
      long delivered,
      long lost,
      long unconfirmed,
      long duplicated,
      long failed,
      long segments,
      long gaps) {}

  @Override
  public synchronized void acknowledged(SegmentPosition position, Sample sample) {
    acknowledged(position, 1, SampleSink.checksum(sample));
  }

  /** As {@link #acknowledged(SegmentPosition, Sample)} for many samples of one segment. */
  synchronized void acknowledged(SegmentPosition position, long count, long checksum) {
    Segment segment = segments.computeIfAbsent(position, p -> new Segment());
    segment.acknowledged += count;
    segment.acknowledgedSum += checksum;
    acknowledged += count;
  }

  @Override
  public synchronized void failed(Sample sample, Throwable cause) {
    failed++;
  }

  @Override
  public synchronized void samples(SegmentPosition position, List<Sample> samples) {
    Segment segment = segments.computeIfAbsent(position, p -> new Segment());
    if (segment.received > 0) {
      duplicated += samples.size();
      return;
    }
    segment.received = samples.size();
    samples.forEach(sample -> segment.receivedSum += SampleSink.checksum(sample));
    received += samples.size();
  }

  @Override
  public synchronized void gap(SegmentPosition from, long count) {
    gaps += count;
  }

  /** How many samples have been acknowledged so far. */
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /** How many samples have been received so far. */
  public synchronized long received() {
    return received;
  }

  /** Compares. */
  public synchronized Balance balance() {
    long delivered = 0;
    long lost = 0;
    long unconfirmed = 0;
    long seen = 0;
    for (Segment segment : segments.values()) {
      boolean changed =
          segment.acknowledged == segment.received
              && segment.acknowledgedSum != segment.receivedSum;
      long same = changed ? 0 : Math.min(segment.acknowledged, segment.received);
      delivered += same;
      lost += segment.acknowledged - same;
      unconfirmed += changed ? 0 : segment.received - same;
      seen += segment.received > 0 ? 1 : 0;
    }
    return new Balance(acknowledged, delivered, lost, unconfirmed, duplicated, failed, seen, gaps);
  }
}
