package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.codec.SegmentEncoder;

/**
 * When a segment is large enough. How far samples can be packed is known only afterwards, so the
 * next segment is taken to be like the one before. Filled by one thread at a time, read by any.
 */
final class SegmentSize {
  /** About what a sample takes before anything is known. */
  private static final int SAMPLE_BYTES = 12;

  /** How much more than it should have a segment may have, if it could not be packed after all. */
  private static final int MOST_PACKING = 4;

  private final int wanted;
  private double packing = 1;
  private volatile int samples;

  SegmentSize(int bytes) {
    this.wanted = bytes;
    this.samples = Math.max(1, bytes / SAMPLE_BYTES);
  }

  /** About how many samples a segment takes. */
  int samples() {
    return samples;
  }

  boolean isReached(SegmentEncoder segment) {
    int size = segment.size();
    return size >= wanted * packing || segment.isFull();
  }

  /** Learns of a segment that has been made, unless it is too small to be like full ones. */
  void learn(SegmentEncoder segment, byte[] payload) {
    if (isReached(segment)) {
      packing = Math.max(1, Math.min(MOST_PACKING, (double) segment.size() / payload.length));
      samples = segment.count();
    }
  }
}
