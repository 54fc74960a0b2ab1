package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.ChannelOptions.Overflow;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SamplesDroppedException;
import io.github.iotcoord.internal.codec.SegmentEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The samples that wait to be sent, and the count of those on their way: bounded, with a policy for
 * when it is full. Samples have indexes in the order in which they were accepted. Thread-safe.
 */
final class SampleBuffer {
  /** About what a sample takes besides the names in its segment's dictionaries. */
  private static final int SAMPLE_BYTES = 12;

  private record Entry(Sample sample, Ack ack) {}

  /** Told of what happens, with the lock held: must only hand it on. */
  interface Owner {
    /** There are enough samples for a segment. */
    void enough();

    /** Samples wait that are to be made due when the linger is over. */
    void lingering();

    /** A sample was given up for a newer one. */
    void dropped(long index, Ack ack);
  }

  private final String channel;
  private final ChannelOptions options;
  private final Owner owner;
  private final int enough;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private long accepted;
  private long due;
  private int onTheWay;
  private boolean lingering;
  private boolean closed;

  SampleBuffer(String channel, ChannelOptions options, Owner owner) {
    this.channel = channel;
    this.options = options;
    this.owner = owner;
    this.enough = Math.max(1, options.segmentBytes() / SAMPLE_BYTES);
  }

  /** Takes samples in order, as the policy has it. */
  Ack add(List<Sample> samples) throws InterruptedException {
    Ack ack = new Ack(samples.size());
    lock.lock();
    try {
      requireOpen();
      if (options.overflow() == Overflow.FAIL && samples.size() > free()) {
        throw new SamplesDroppedException(
            String.format(
                "The buffer of channel %s has room for %d of %d samples",
                channel, free(), samples.size()));
      }
      for (Sample sample : samples) {
        if (makeRoom()) {
          waiting.add(new Entry(sample, ack));
          accepted++;
          tellOwner();
        } else {
          owner.dropped(accepted, ack);
        }
      }
    } finally {
      lock.unlock();
    }
    return ack;
  }

  private void tellOwner() {
    if (waiting.size() == enough) {
      owner.enough();
    }
    if (!lingering) {
      lingering = true;
      owner.lingering();
    }
  }

  private int free() {
    return options.bufferSamples() - onTheWay - waiting.size();
  }

  // False if the only sample that can be given up is the new one: the others are on their way.
  private boolean makeRoom() throws InterruptedException {
    while (free() <= 0) {
      if (options.overflow() == Overflow.DROP_OLDEST) {
        Entry oldest = waiting.peek();
        if (oldest == null) {
          return false;
        }
        long index = head();
        waiting.poll();
        owner.dropped(index, oldest.ack);
      } else {
        owner.enough();
        room.await();
        requireOpen();
      }
    }
    return true;
  }

  private void requireOpen() {
    if (closed) {
      throw new CoordinationClosedException("Channel " + channel);
    }
  }

  private long head() {
    return accepted - waiting.size();
  }

  /** The index of the oldest sample that waits, or of the next to come. */
  long firstWaiting() {
    lock.lock();
    try {
      return head();
    } finally {
      lock.unlock();
    }
  }

  /** What waits now need not wait for more; returns the index of the next sample to come. */
  long makeDue() {
    lock.lock();
    try {
      due = accepted;
      lingering = false;
      return accepted;
    } finally {
      lock.unlock();
    }
  }

  /** The next segment's samples, if there are enough of them or they have waited long enough. */
  @Nullable PendingSegment take(long number) {
    SegmentEncoder encoder = new SegmentEncoder();
    List<Ack> acks = new ArrayList<>();
    long first;
    lock.lock();
    try {
      boolean full = free() <= 0;
      if (waiting.isEmpty() || (head() >= due && waiting.size() < enough && !full)) {
        return null;
      }
      first = head();
      while (!waiting.isEmpty() && encoder.size() < options.segmentBytes()) {
        Entry entry = waiting.remove();
        encoder.add(entry.sample);
        acks.add(entry.ack);
      }
      onTheWay += acks.size();
    } finally {
      lock.unlock();
    }
    return new PendingSegment(number, first, encoder.encode(), acks);
  }

  /** Samples are no longer on their way. */
  void settled(int samples) {
    lock.lock();
    try {
      onTheWay -= samples;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses what comes from now on, and wakes those who wait for room. */
  void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up all that waits. */
  List<Ack> clear() {
    lock.lock();
    try {
      List<Ack> acks = waiting.stream().map(Entry::ack).toList();
      waiting.clear();
      return acks;
    } finally {
      lock.unlock();
    }
  }
}
