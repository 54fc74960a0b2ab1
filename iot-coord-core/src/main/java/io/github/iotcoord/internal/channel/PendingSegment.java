package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.SegmentPosition;

/** A segment that is to be committed. Used by one thread at a time. */
final class PendingSegment {
  private final long firstIndex;
  private final byte[] payload;
  private final Shares shares;
  private long number;

  /** Whether it has been sent and not yet answered since. */
  boolean sent;

  /** Whether an attempt ended without an answer, so that it may be committed already. */
  boolean uncertain;

  /**
   * @param firstIndex the index of its first sample among all that the buffer accepted
   */
  PendingSegment(long number, long firstIndex, byte[] payload, Shares shares) {
    this.number = number;
    this.firstIndex = firstIndex;
    this.payload = payload;
    this.shares = shares;
  }

  long number() {
    return number;
  }

  /** Gives it another number, under which it was never sent. */
  void renumber(long newNumber) {
    if (newNumber != number) {
      number = newNumber;
      uncertain = false;
    }
  }

  long firstIndex() {
    return firstIndex;
  }

  byte[] payload() {
    return payload;
  }

  int samples() {
    return shares.samples();
  }

  void committed(String publisher) {
    SegmentPosition position = new SegmentPosition(publisher, number);
    shares.forEach((ack, samples) -> ack.committed(samples, position));
  }

  void failed(RuntimeException failure) {
    shares.forEach((ack, samples) -> ack.failed(failure));
  }
}
