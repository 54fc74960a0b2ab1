package io.github.iotcoord.internal.channel;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.ChannelOptions.Overflow;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SamplesDroppedException;
import io.github.iotcoord.internal.codec.SegmentEncoder;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The samples that wait to be sent, and the count of those on their way: bounded, with a policy for
 * when it is full. Samples have indexes in the order in which they were accepted. Thread-safe.
 */
final class SampleBuffer {
  /** How many samples are taken at once, so that nobody waits long for the lock. */
  private static final int PORTION = 256;

  /** Told of what happens, with the lock held: must only hand it on. */
  interface Owner {
    /** There are enough samples for a segment. */
    void enough();

    /** Samples wait that are to be made due when the linger is over. */
    void lingering();

    /** A sample was given up for a newer one. */
    void dropped(long index, Ack ack);

    /** Samples that were taken cannot be sent; told without the lock, by who takes. */
    void failed(PendingSegment segment, RuntimeException failure);
  }

  private final String channel;
  private final ChannelOptions options;
  private final Owner owner;
  private final Supplier<SegmentEncoder> encoders;
  private final SegmentSize size;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  // Taken for a segment that had no room for them: older than all that wait, with perhaps some
  // between that were given up meanwhile.
  private final SampleQueue returned = new SampleQueue();
  private final SampleQueue waiting = new SampleQueue();
  private long accepted;
  private long takenUpTo;
  private long due;
  private int onTheWay;
  private boolean lingering;
  private boolean closed;

  SampleBuffer(
      String channel, ChannelOptions options, Owner owner, Supplier<SegmentEncoder> encoders) {
    this.encoders = encoders;
    this.channel = channel;
    this.options = options;
    this.owner = owner;
    this.size = new SegmentSize(options.segmentBytes());
  }

  /** Takes samples in order, as the policy has it. */
  Ack add(List<Sample> samples) throws InterruptedException {
    Ack ack = new Ack(samples.size());
    lock.lock();
    try {
      requireOpen();
      if (options.overflow() == Overflow.FAIL && samples.size() > free()) {
        sendSome();
        throw new SamplesDroppedException(
            String.format(
                "The buffer of channel %s has room for %d of %d samples",
                channel, free(), samples.size()));
      }
      for (Sample sample : samples) {
        if (makeRoom()) {
          waiting.add(sample, ack);
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
    if (unsent() == size.samples() || free() <= 0) {
      owner.enough();
    }
    if (!lingering) {
      lingering = true;
      owner.lingering();
    }
  }

  // If nothing is on its way, only the end of the linger would make room.
  private void sendSome() {
    if (onTheWay == 0) {
      due = accepted;
    }
    owner.enough();
  }

  private int free() {
    return options.bufferSamples() - onTheWay - unsent();
  }

  private int unsent() {
    return returned.size() + waiting.size();
  }

  // False if the only sample that can be given up is the new one: the others are on their way.
  private boolean makeRoom() throws InterruptedException {
    while (free() <= 0) {
      if (options.overflow() == Overflow.DROP_OLDEST) {
        if (unsent() == 0) {
          return false;
        }
        long index = head();
        owner.dropped(index, oldest().drop());
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

  private SampleQueue oldest() {
    return returned.isEmpty() ? waiting : returned;
  }

  private long head() {
    return returned.isEmpty() ? accepted - waiting.size() : takenUpTo - returned.size();
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

  /** What waits now need not wait for more. */
  void makeDue() {
    makeDue(next -> {});
  }

  /**
   * What waits now need not wait for more.
   *
   * @param then told the index of the next sample to come, with the lock held: must only hand it on
   */
  void makeDue(LongConsumer then) {
    lock.lock();
    try {
      due = accepted;
      lingering = false;
      then.accept(accepted);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next segment, if there are enough samples for it or they have waited long enough; samples
   * of which none can be made are given up. Not to be called by two threads at once.
   */
  @Nullable PendingSegment take(long number) {
    while (true) {
      SampleQueue portion = new SampleQueue();
      long first;
      lock.lock();
      try {
        if (!isReady()) {
          return null;
        }
        first = head();
        takePortion(portion);
      } finally {
        lock.unlock();
      }
      Shares shares = new Shares();
      try {
        return new PendingSegment(number, first, encode(portion, shares), shares);
      } catch (RuntimeException | Error e) {
        // Whatever it was, somebody waits for these samples, and others for their room.
        while (!portion.isEmpty()) {
          portion.poll(shares);
        }
        owner.failed(
            new PendingSegment(number, first, new byte[0], shares),
            new CoordinationException("Samples of channel " + channel + " cannot be encoded", e));
      }
    }
  }

  private byte[] encode(SampleQueue portion, Shares shares) {
    SegmentEncoder encoder = encoders.get();
    while (fill(encoder, portion, shares)) {
      lock.lock();
      try {
        takePortion(portion);
      } finally {
        lock.unlock();
      }
    }
    byte[] payload = encoder.encode();
    size.learn(encoder, payload);
    return payload;
  }

  private boolean isReady() {
    if (unsent() == 0) {
      return false;
    }
    // In a full buffer, little room is no reason for little segments: those on their way make more.
    boolean pressed = free() <= 0 && unsent() >= onTheWay / 4;
    return head() < due || unsent() >= size.samples() || pressed;
  }

  private void takePortion(SampleQueue portion) {
    boolean again = !returned.isEmpty();
    onTheWay += oldest().moveTo(portion, PORTION);
    if (!again) {
      takenUpTo = accepted - waiting.size();
    }
  }

  // True if there is room for more samples than those of the portion, of which there were some.
  private boolean fill(SegmentEncoder encoder, SampleQueue portion, Shares shares) {
    boolean some = !portion.isEmpty();
    while (!portion.isEmpty() && (encoder.count() == 0 || !size.isReached(encoder))) {
      encoder.add(portion.poll(shares));
    }
    if (portion.isEmpty()) {
      return some;
    }
    lock.lock();
    try {
      onTheWay -= portion.size();
      portion.moveTo(returned, PORTION);
    } finally {
      lock.unlock();
    }
    return false;
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
      List<Ack> all = returned.clear();
      all.addAll(waiting.clear());
      return all;
    } finally {
      lock.unlock();
    }
  }
}
